using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Locks;

/// <summary>
/// Who holds locks on given files, from the kernel's own table. Reads only: it opens none of the files, since closing one again would drop a lock
/// that this process holds on it. A lock file that merely exists is no lock. Thread-safe.
/// </summary>
/// <param name="table">The kernel's table; another one in tests.</param>
internal sealed class KernelLocks(string table = "/proc/locks")
{
    /// <summary>The holders and waiters of each file, in the order of <paramref name="paths"/>, holders first. A file that is missing has none.</summary>
    /// <exception cref="IOException">The table or a file cannot be looked at.</exception>
    public IReadOnlyList<LockHolder> Find(IEnumerable<string> paths)
    {
        var wanted = paths.Select(p => (Path: p, Keys: FileKey.Of(p))).Where(w => w.Keys.Count > 0).ToList();
        if (wanted.Count == 0)
            return [];

        var lines = File.ReadLines(table).Select(LockLine.Parse).OfType<LockLine>().ToList();
        return [.. wanted.SelectMany(w => lines.Where(l => w.Keys.Contains(l.File)).OrderBy(l => l.IsWaiting)
            .Select(l => new LockHolder(w.Path, l.Pid, NameOf(l.Pid), l.Kind, l.IsWaiting)).Distinct())];
    }

    /// <summary>Whether anybody holds a lock on the file that stops a package manager: any but one of flock(2), which apt and dpkg do not look at.</summary>
    /// <exception cref="IOException">The table or the file cannot be looked at.</exception>
    public bool IsHeld(string path) => Find([path]).Any(h => h is { IsWaiting: false, Kind: not LockKind.Flock });

    private static string NameOf(int pid) => pid > 0 && ProcStat.TryRead(pid) is { } stat ? stat.Name : "";
}
