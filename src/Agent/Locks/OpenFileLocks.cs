using KuPkg.Agent.Shell;
using KuPkg.Agent.Watch.Sampling;

namespace KuPkg.Agent.Locks;

/// <summary>
/// Who has the open file to which a lock belongs: the kernel ascribes such a lock to no process (an open file description's), or to one that has long ended (flock(1)
/// locks a descriptor of its caller). <c>/proc/PID/fdinfo</c> names each descriptor's locks. Looks into other users' processes only as root.
/// </summary>
internal static class OpenFileLocks
{
    /// <summary>The processes that have it, without those whose parents have it too: a child inherits it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keys">How the kernel may name it.</param>
    /// <param name="kind">The kind of lock.</param>
    public static IReadOnlyList<int> Find(string path, IReadOnlyList<FileKey> keys, LockKind kind)
    {
        var found = new Dictionary<int, int>();
        var name = Path.GetFileName(path);
        var descriptors = new List<int>();
        foreach (var pid in ProcTable.Pids())
        {
            descriptors.Clear();
            RawProc.AddNumbers(pid, "fd"u8, descriptors);
            if (descriptors.Exists(d => Path.GetFileName(RawProc.Descriptor(pid, d)) == name && Has(pid, d, keys, kind)) && ProcStat.TryRead(pid) is { } stat)
                found[pid] = stat.ParentPid;
        }

        return [.. found.Where(f => !found.ContainsKey(f.Value)).Select(f => f.Key).Order()];
    }

    // pos:	0
    // flags:	0100002
    // lock:	1: OFDLCK ADVISORY  WRITE -1 fe:00:827458 0 EOF
    private static bool Has(int pid, int descriptor, IReadOnlyList<FileKey> keys, LockKind kind)
    {
        const string Prefix = "lock:";
        foreach (var line in (ProcFile.TryReadText($"/proc/{pid}/fdinfo/{descriptor}") ?? "").Split('\n'))
        {
            if (line.StartsWith(Prefix, StringComparison.Ordinal) && LockLine.Parse(line[Prefix.Length..].Trim()) is { IsWaiting: false } held
                && held.Kind == kind && keys.Contains(held.File))
                return true;
        }

        return false;
    }
}
