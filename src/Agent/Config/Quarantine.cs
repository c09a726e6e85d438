using System.Globalization;

namespace KuPkg.Agent.Config;

/// <summary>
/// Takes a host out by moving its configuration aside, and back in. Each is one rename: a run sees the file or does not, and one that is at work begins nothing new.
/// </summary>
/// <param name="paths">The host.</param>
internal sealed class Quarantine(HostPaths paths)
{
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _aside = paths.ConfigFile + ".quarantined";
    private readonly string _reason = paths.ConfigFile + ".quarantined-why";

    /// <summary>Why the host was taken out; null: no reason was given, or it is in.</summary>
    public string? Reason => !File.Exists(paths.ConfigFile) && File.Exists(_reason) ? FirstLine(_reason) : null;

    /// <summary>Takes the host out.</summary>
    /// <param name="reason">Why; empty: none is given.</param>
    /// <param name="now">For the reason's date.</param>
    /// <returns>False when it was out before; a reason that is given is then the new one.</returns>
    /// <exception cref="IOException">The file cannot be moved.</exception>
    /// <exception cref="UnauthorizedAccessException">This is not root.</exception>
    public bool Enter(string reason, DateTimeOffset now)
    {
        var isIn = File.Exists(paths.ConfigFile);
        // First the reason: whoever finds the host out also finds why.
        if (reason.Length > 0)
            Write(string.Create(CultureInfo.InvariantCulture, $"{now:yyyy-MM-dd HH:mm} UTC: {reason.ReplaceLineEndings(" ")}\n"));
        else if (isIn)
            File.Delete(_reason);
        if (isIn)
            File.Move(paths.ConfigFile, _aside, overwrite: true);
        return isIn;
    }

    /// <summary>Takes the host in again, with the configuration that it had; with an empty one when it had none.</summary>
    /// <returns>False when it was in before.</returns>
    /// <inheritdoc cref="Enter"/>
    public bool Leave()
    {
        if (File.Exists(paths.ConfigFile))
            return false;
        if (File.Exists(_aside))
        {
            File.Move(_aside, paths.ConfigFile);
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(paths.ConfigFile)!);
            File.WriteAllBytes(paths.ConfigFile, []);
            File.SetUnixFileMode(paths.ConfigFile, ReadableByAll);
        }

        File.Delete(_reason);
        return true;
    }

    private void Write(string text)
    {
        if (Path.GetDirectoryName(_reason) is { } directory)
            Directory.CreateDirectory(directory);
        File.WriteAllText(_reason, text);
        File.SetUnixFileMode(_reason, ReadableByAll);
    }

    private static string? FirstLine(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault() is { Length: > 0 } line ? line : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the reason in {file} cannot be read: {e.Message}";
        }
    }
}
