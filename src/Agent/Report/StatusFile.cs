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
        // The usual case on a fresh boot; an exception costs status ten milliseconds.
        if (!File.Exists(path)) return null;
        try
        {
            // By hand: binding to the type would compile some forty methods at each start of status.
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Status(document.RootElement);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static RunStatus Status(JsonElement root) => new(
        root.GetProperty("run").GetInt64(), root.GetProperty("pid").GetInt32(), root.GetProperty("startTicks").GetInt64(),
        root.GetProperty("since").GetDateTimeOffset())
    {
        Step = Text(root, "step"),
        StepSince = Time(root, "stepSince"),
        Package = Text(root, "package"),
        Verdict = Text(root, "verdict"),
        Evidence = Text(root, "evidence"),
        Percent = root.TryGetProperty("percent", out var percent) && percent.ValueKind == JsonValueKind.Number ? percent.GetDouble() : null,
        Warnings = root.TryGetProperty("warnings", out var warnings) && warnings.ValueKind == JsonValueKind.Array
            ? [.. warnings.EnumerateArray().Select(warning => warning.GetString() ?? "")]
            : [],
        EndedAt = Time(root, "endedAt"),
        Outcome = Text(root, "outcome"),
        Summary = Text(root, "summary"),
        WrittenAt = Time(root, "writtenAt") ?? default,
    };

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetDateTimeOffset() : null;
}
