using KuPkg.Policy.Model;

namespace KuPkg.Agent.Shell;

/// <summary>Ends a short command with all it started, save what took a session of its own.</summary>
internal static class SessionSweep
{
    private const int MostRounds = 50;

    private static readonly TimeSpan RoundWait = TimeSpan.FromMilliseconds(100);

    /// <summary>Kills every process of the session that <paramref name="leader"/> began, the leader included, until none is left. Blocks, for five seconds at most.</summary>
    /// <returns>Whether none is left.</returns>
    public static bool Kill(ProcessId leader)
    {
        // Most never leave the leader's process group, and the kernel ends that in one go: nothing in it can start another and escape.
        Reaper.Shared.SignalGroup(leader, SignalNames.Kill);
        for (var round = 0; round < MostRounds; round++)
        {
            var members = Open(leader);
            if (members.Count == 0)
                return true;
            foreach (var member in members)
                _ = member.Send(SignalNames.Kill);
            _ = members.TrueForAll(static member => member.HasEnded(RoundWait));
            foreach (var member in members)
                member.Dispose();
        }

        return false;
    }

    private static List<PidFd> Open(ProcessId leader)
    {
        var members = new List<PidFd>();
        foreach (var pid in ProcTable.Pids())
        {
            if (ProcStat.TryRead(pid) is not { } stat || stat.Session != leader.Pid || stat.State is 'Z' or 'X')
                continue;
            // The number of a session is free again when its last member is gone; a later leader with this number began another one.
            if (stat.Id.StartTicks < leader.StartTicks || (pid == leader.Pid && stat.Id != leader))
                continue;
            if (PidFd.TryOpen(stat.Id) is not { } member)
                continue;
            // Stopped the moment it is found, so that it cannot start others while the rest is looked for.
            _ = member.Send(SignalNames.Stop);
            members.Add(member);
        }

        return members;
    }
}
