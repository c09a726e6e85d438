using System.Text.Json;

namespace KuPkg.Agent.Report;

/// <summary>The file with the status of the run at work. Replaced by rename, so that a reader sees one state or the next, never half of one.</summary>
internal static class StatusFile
{
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode DirectoryMode =
        ReadableByAll | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Writes the file, and its folder when there is none. Nothing is forced to disk: it is of this boot only.</summary>
    /// <exception cref="IOException">The folder is full or read-only.</exception>
    public static void Write(string path, RunStatus status)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            File.SetUnixFileMode(folder, DirectoryMode);
        }

        var next = path + ".new";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(status, Json.Indented.RunStatus));
        // Set, not asked for at creation: the umask of a cron job would take it away again.
        File.SetUnixFileMode(next, ReadableByAll);
        File.Move(next, path, overwrite: true);
    }

    /// <summary>Reads it back; null when there is none or when it makes no sense, as the history says the rest.</summary>
    public static RunStatus? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), Json.Indented.RunStatus);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
