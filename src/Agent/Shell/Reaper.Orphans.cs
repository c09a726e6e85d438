namespace KuPkg.Agent.Shell;

internal sealed partial class Reaper
{
    private void ReapOrphans()
    {
        _isOrphanLeft = false;
        while (WaitId.PeekEnded() is { } pid)
        {
            if (TryReapOrphan(pid))
                continue;
            // The kernel shows one ended child at a time: one that is not for us to take must not hide the others.
            foreach (var child in OwnChildren().Where(c => c != pid))
                TryReapOrphan(child);
            return;
        }
    }

    private bool TryReapOrphan(int pid)
    {
        // An orphan comes from one of our jobs, and each job has a session of its own. What is in our session was started by others in this process, who wait for it themselves.
        if (ProcStat.TryRead(pid) is not { State: 'Z' } stat || stat.Session == _ownSession)
            return false;

        lock (_gate)
        {
            if (_children.Contains(pid))
                return false;
            // It may be a child that is just being started, or the remains of a failed start.
            if (_starting > 0)
            {
                _isOrphanLeft = true;
                return false;
            }
        }

        WaitId.Reap(pid);
        Interlocked.Increment(ref _orphansReaped);
        return true;
    }

    // /proc/self/task/4211/children: "4212 4213 "
    private static IEnumerable<int> OwnChildren() =>
        Directory.GetDirectories("/proc/self/task")
            .Select(static task => ProcFile.TryReadText($"{task}/children", 1 << 16) ?? "")
            .SelectMany(static text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(static pid => int.TryParse(pid, out var number) ? number : 0)
            .Where(static pid => pid > 0);
}
