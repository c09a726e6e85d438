using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Locks;

/// <summary>
/// Who holds locks on given files, from the kernel: its table, and a question about each file that may be opened. A lock file that merely exists is no lock.
/// Takes none. Must not be asked about a file on which this process holds a POSIX lock: <see cref="LockProbe"/>. Thread-safe.
/// </summary>
/// <param name="table">The kernel's table; another one in tests.</param>
internal sealed class KernelLocks(string table = "/proc/locks")
{
    // The inode that the kernel gives the first pid namespace (PROC_PID_INIT_INO).
    private const string FirstNamespace = "pid:[4026531836]";

    private readonly LockTable _table = new(table);

    private static bool IsFirstNamespace => new FileInfo("/proc/self/ns/pid").LinkTarget == FirstNamespace;

    /// <summary>The holders and waiters of each file, in the order of <paramref name="paths"/>, holders first. A file that is missing has none.</summary>
    /// <exception cref="IOException">The table or a file cannot be looked at.</exception>
    public IReadOnlyList<LockHolder> Find(IEnumerable<string> paths)
    {
        var wanted = paths.Select(p => (Path: p, Keys: FileKey.Of(p))).Where(w => w.Keys.Count > 0).ToList();
        if (wanted.Count == 0)
            return [];

        var lines = _table.Read();
        return [.. wanted.SelectMany(w => OfFile(w.Path, w.Keys, [.. lines.Where(l => w.Keys.Contains(l.File))]).OrderBy(h => h.IsWaiting).Distinct())];
    }

    /// <summary>
    /// Who holds a lock of flock(2) on a file. Below the first pid namespace the table leaves out a lock whose process has ended although others have its open file (flock(1) ends
    /// at once); there all open files are looked through, which costs some milliseconds and is root's to do.
    /// </summary>
    /// <exception cref="IOException">The table or the file cannot be looked at.</exception>
    public IReadOnlyList<LockHolder> FindFlock(string path)
    {
        List<LockHolder> listed = [.. Find([path]).Where(h => h is { Kind: LockKind.Flock, IsWaiting: false })];
        return listed.Count > 0 || IsFirstNamespace ? listed
            : [.. OpenFileLocks.Find(path, FileKey.Of(path), LockKind.Flock).Select(pid => new LockHolder(path, pid, NameOf(pid), LockKind.Flock, IsWaiting: false))];
    }

    /// <summary>Whether anybody holds a lock on the file that stops a package manager: any but one of flock(2), which apt and dpkg do not look at.</summary>
    /// <exception cref="IOException">The table or the file cannot be looked at.</exception>
    public bool IsHeld(string path) => Find([path]).Any(h => h is { IsWaiting: false, Kind: not LockKind.Flock });

    // The kernel's own answer about the file is the last word: the table may have missed a line, or show one that is gone by now.
    private static IEnumerable<LockHolder> OfFile(string path, IReadOnlyList<FileKey> keys, IReadOnlyList<LockLine> lines)
    {
        var answer = LockProbe.Ask(path);
        foreach (var line in lines.Where(l => l.IsWaiting || l.Kind == LockKind.Flock || answer is not { IsHeld: false }))
        {
            foreach (var pid in PidsOf(path, keys, line))
                yield return new LockHolder(path, pid, NameOf(pid), line.Kind, line.IsWaiting);
        }

        if (answer is not { IsHeld: true } held || lines.Any(l => l is { IsWaiting: false, Kind: not LockKind.Flock } && l.Pid == held.Pid))
            yield break;
        var missed = new LockLine(held.Pid == -1 ? LockKind.OpenFileDescription : LockKind.Posix, held.Pid, keys[0], IsWaiting: false);
        foreach (var pid in PidsOf(path, keys, missed))
            yield return new LockHolder(path, pid, NameOf(pid), missed.Kind, IsWaiting: false);
    }

    private static IReadOnlyList<int> PidsOf(string path, IReadOnlyList<FileKey> keys, LockLine line)
    {
        var isAscribed = line.Kind switch
        {
            LockKind.Posix => true,
            LockKind.Flock => ProcStat.TryRead(line.Pid) is { State: not ('Z' or 'X') },
            _ => false,
        };
        return line.IsWaiting || isAscribed || OpenFileLocks.Find(path, keys, line.Kind) is not { Count: > 0 } found ? [line.Pid] : found;
    }

    private static string NameOf(int pid) => pid > 0 && ProcStat.TryRead(pid) is { } stat ? stat.Name : "";
}
