using KuPkg.Agent.Config;
using KuPkg.Agent.Metrics;
using KuPkg.Agent.Report;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Commands;

/// <summary>
/// What others read of a host without asking kupkg: the metrics file and the line for who logs in. Written after each run and at each tick without one, so that a host on which nothing
/// runs any more is seen by the age of the file.
/// </summary>
internal static class HostSigns
{
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes both. They are signs, not work: what goes wrong is told in a line and fails nothing.</summary>
    /// <param name="paths">The host.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="status">How it is, if that was asked already.</param>
    public static void Write(HostPaths paths, TimeProvider time, HostStatus? status = null)
    {
        var config = ConfigLoader.Load(paths);
        var settings = config is ConfigState.Loaded loaded ? loaded.Settings : new KuPkgSettings();
        var directory = paths.At(settings.Metrics.TextfileDirectory.TrimStart('/'));
        var hasDirectory = settings.Metrics.IsTextfileWritten && Directory.Exists(directory);
        if (!hasDirectory && !(settings.Notify.IsMotdWritten && paths.IsHost))
            return;
        status ??= HostStatusBuilder.Build(HostReading.Facts(paths, config, time.GetUtcNow()));
        Try("the line for who logs in", "notify.motd", () => WriteMotd(paths.MotdFile, settings.Notify.IsMotdWritten && paths.IsHost ? Motd.Line(status) : null));
        if (hasDirectory)
            Try("the metrics file", "metrics.textfile_directory", () => Textfile.Write(directory, MetricsReading.Read(paths, config, status, time)));
    }

    private static void Try(string what, string key, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"kupkg: {what} could not be written: {e.Message}     {key} in kupkg.toml switches it off");
        }
    }

    private static void WriteMotd(string path, string? line)
    {
        if (line is null)
        {
            if (File.Exists(path))
                File.Delete(path);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var next = path + ".new";
        File.WriteAllText(next, line + "\n");
        File.SetUnixFileMode(next, ReadableByAll);
        File.Move(next, path, overwrite: true);
    }
}
