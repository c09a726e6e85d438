using KuPkg.Agent.Shell;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Watch.Sampling;

/// <summary>Who holds the file lock that a process waits for, from the kernel's lock table.</summary>
internal static class LockWait
{
    /// <summary>Names the lock and its holder.</summary>
    /// <param name="pid">The waiting process.</param>
    /// <param name="descriptor">The descriptor on which it waits.</param>
    /// <param name="channel">Where it sleeps.</param>
    public static Sleep Of(int pid, int descriptor, string channel)
    {
        var path = RawProc.Descriptor(pid, descriptor);
        var inode = Inode(pid, descriptor);
        var table = ProcFile.TryReadText("/proc/locks", 64 * 1024) ?? "";
        if (HolderOf(table, pid, inode) is not { } holder)
            return new Sleep(new WaitPoint(WaitKind.FileLock, channel, path.Length > 0 ? $"lock on {path}" : ""), [], null);

        // Locks of flock(2) and of open files belong to whoever has the file open: the process that took it may have ended.
        var found = holder > 0 && ProcStat.TryRead(holder) is { State: not ('Z' or 'X') } stat ? stat : ByOpenFile(path, inode, pid);
        return new Sleep(
            new WaitPoint(
                WaitKind.FileLock, channel,
                $"lock on {(path.Length > 0 ? path : "a file")} held by {(found is { } known ? $"pid {known.Id} ({known.Name})" : "a process out of sight")}"),
            [], found?.Id);
    }

    // 5: POSIX  ADVISORY  WRITE 6264 00:2a:11663002 0 EOF
    // 5: -> POSIX  ADVISORY  WRITE 6300 00:2a:11663002 0 EOF
    // 6: OFDLCK ADVISORY  WRITE -1 fe:00:827458 0 EOF
    // A waiter stands below the holder, with the same number before the colon and an arrow. The lock of an open file names no process: -1.
    internal static int? HolderOf(string table, int waiter, long inode)
    {
        var (holder, number) = (0, "");
        foreach (var line in table.Split('\n'))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var arrow = Array.IndexOf(fields, "->");
            if (fields.Length < 6)
                continue;
            if (arrow < 0)
            {
                number = fields[0];
                holder = int.TryParse(fields[4], out var pid) ? pid : 0;
            }
            else if (fields[0] == number && fields.Length > arrow + 5 && int.TryParse(fields[arrow + 4], out var waiting)
                && (waiting == waiter || (waiting <= 0 && fields[arrow + 5].EndsWith($":{inode}", StringComparison.Ordinal))))
            {
                return holder;
            }
        }

        return null;
    }

    private static ProcStat? ByOpenFile(string path, long inode, int waiter)
    {
        foreach (var pid in ProcTable.Pids())
        {
            if (pid == waiter)
                continue;
            var descriptors = new List<int>();
            RawProc.AddNumbers(pid, "fd"u8, descriptors);
            if (descriptors.Exists(d => RawProc.Descriptor(pid, d) == path && HoldsLock(pid, d, inode)) && ProcStat.TryRead(pid) is { } stat)
                return stat;
        }

        return null;
    }

    // pos:	0
    // flags:	0100002
    // mnt_id:	29
    // ino:	827458
    // lock:	1: FLOCK  ADVISORY  WRITE 6264 fe:00:827458 0 EOF
    private static bool HoldsLock(int pid, int descriptor, long inode) =>
        Info(pid, descriptor).Split('\n').Any(l => l.StartsWith("lock:", StringComparison.Ordinal) && l.Contains($":{inode} ", StringComparison.Ordinal));

    private static long Inode(int pid, int descriptor) =>
        Info(pid, descriptor).Split('\n').FirstOrDefault(static l => l.StartsWith("ino:", StringComparison.Ordinal)) is { } line
            && long.TryParse(line.AsSpan(4).Trim(), out var inode) ? inode : -1;

    private static string Info(int pid, int descriptor) => ProcFile.TryReadText($"/proc/{pid}/fdinfo/{descriptor}") ?? "";
}
