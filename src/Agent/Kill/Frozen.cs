using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Kill;

/// <summary>Lets go on what somebody stopped or froze and will not let go himself, because he is dead.</summary>
internal static class Frozen
{
    /// <summary>Thaws the scope, and sends SIGCONT to each stopped process of the session.</summary>
    /// <param name="root">The job's topmost process.</param>
    /// <param name="session">The job's session.</param>
    /// <param name="scope">The job's scope; null: none.</param>
    public static void Release(ProcessId root, int session, string? scope)
    {
        if (scope is not null)
            CgroupFreezer.Thaw(root.Pid);
        foreach (var pid in ProcTable.Pids())
        {
            if (ProcStat.TryRead(pid) is { State: 'T' } stat && stat.Session == session && stat.Id.StartTicks >= root.StartTicks)
            {
                using var stopped = PidFd.TryOpen(stat.Id);
                _ = stopped?.Send(SignalNames.Continue);
            }
        }
    }
}
