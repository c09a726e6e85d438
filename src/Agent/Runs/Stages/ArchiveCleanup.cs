using KuPkg.Agent.Locks;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>Deletes archives that the manager fetched long ago (<c>packages.keep_archives</c>).</summary>
internal static class ArchiveCleanup
{
    /// <returns>What was deleted, in words; null: nothing.</returns>
    public static string? Run(RunContext run)
    {
        var directory = run.Driver.ArchiveDirectory;
        if (!Directory.Exists(directory))
            return null;

        // By the time of birth: apt gives an archive the time that the server says, and a second link made now changes the other one.
        var before = run.Events.Now - run.Settings.Packages.KeepArchives;
        var old = new DirectoryInfo(directory).GetFiles("*.deb").Where(f => f.CreationTimeUtc < before.UtcDateTime).ToList();

        // Somebody else's apt may stand at its question for days, and unpack then what it had fetched.
        if (old.Count == 0 || LockOwner.Find(new KernelLocks(), run.Driver.LockPaths, null).Count > 0)
            return null;
        var bytes = old.Sum(static f => f.Length);
        old.ForEach(static f => f.Delete());
        return $"{old.Count} {(old.Count == 1 ? "archive" : "archives")} ({bytes / 1048576.0:0.0} MiB) of the cache deleted, older than {run.Settings.Packages.KeepArchives.TotalDays:0.#} d";
    }
}
