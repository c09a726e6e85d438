using System.Globalization;
using KuPkg.Agent.Config;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.History;

/// <summary>A check found what SQLite itself had not met yet.</summary>
internal sealed class DamageFoundException(string message) : Exception(message);

/// <summary>A history that cannot be trusted any more: kept under another name, never deleted.</summary>
internal sealed class DamagedHistory(HostPaths paths, TimeProvider time)
{
    /// <summary>Renames the file with its -wal and -shm.</summary>
    /// <returns>The new path; <c>sqlite3 PATH .recover</c> reads what can still be read.</returns>
    public string SetAside()
    {
        var path = paths.HistoryFile;
        var stamp = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var aside = $"{path}.damaged-{stamp}";
        for (var n = 2; File.Exists(aside); n++) aside = $"{path}.damaged-{stamp}-{n}";

        // The side files go first: a power cut in between must not leave a -wal that the next history would take for its own.
        foreach (var (from, to) in new[] { (HistoryFile.WalOf(path), HistoryFile.WalOf(aside)), (HistoryFile.ShmOf(path), HistoryFile.ShmOf(aside)), (path, aside) })
        {
            if (File.Exists(from)) File.Move(from, to);
        }

        return aside;
    }

    /// <summary>What can still be read of the holds and the numbering: a bad version must not come back because a disk block went bad.</summary>
    public static Saved Salvage(string aside)
    {
        IReadOnlyList<Hold> holds = [];
        long lastRun = 0;
        try
        {
            using var connection = Database.OpenForReading(aside, "mode=ro");
            holds = HoldRows.InForce(connection);
            lastRun = connection.Number("SELECT seq FROM sqlite_sequence WHERE name = 'runs'");
        }
        catch (Exception e) when (e is SqliteException or FormatException)
        {
            // It is damaged; what was read before the damage was met is what there is.
        }

        return new Saved(holds, lastRun);
    }

    /// <summary>The highest number among the folders of runs, so that a new history does not use it again; 0 when there is none.</summary>
    public long LastRunFolder() => !Directory.Exists(paths.RunsDirectory)
        ? 0
        : Directory.EnumerateDirectories(paths.RunsDirectory)
            .Select(folder => long.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .DefaultIfEmpty(0).Max();

    /// <summary>What was saved.</summary>
    public sealed record Saved(IReadOnlyList<Hold> Holds, long LastRun);
}
