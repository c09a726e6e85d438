using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Watch.Sampling;

/// <summary>What a job left behind in sessions of its own: seen to leave the tree, still in the job's scope, or handed to us, who reap for the dead.</summary>
internal sealed class LeftBehind(IChild root, TreeWalk walk)
{
    public IReadOnlyList<string> InWords()
    {
        var left = new SortedDictionary<int, string>();
        foreach (var (id, name) in walk.Left)
        {
            if (IsThere(id.Pid) is { } stat && stat.Id == id)
                left[id.Pid] = name;
        }

        var scope = ScopeMembers();
        foreach (var pid in ProcTable.Pids())
        {
            if (left.ContainsKey(pid) || pid == Environment.ProcessId || IsThere(pid) is not { } stat || stat.Session == root.Session || stat.Id.StartTicks < root.Id.StartTicks)
                continue;
            // Children that we started lead their own sessions; who came to us as an orphan mostly does not.
            if (scope.Contains(pid) || (stat.ParentPid == Environment.ProcessId && stat.Session != pid && stat.Session != OwnSession()))
                left[pid] = stat.Name;
        }

        return [.. left.Select(static l => $"{(Counters.Command(l.Key) is { Length: > 0 } command ? command : l.Value)} (pid {l.Key}), in a session of its own")];
    }

    private static ProcStat? IsThere(int pid) => Counters.Stat(pid) is { State: not ('Z' or 'X') } stat ? stat : null;

    private static int OwnSession() => Counters.Stat(Environment.ProcessId)?.Session ?? 0;

    private HashSet<int> ScopeMembers()
    {
        if (root.Scope is not { } scope || Elsewhere.ControlGroup.Find($"/system.slice/{scope}") is not { } group)
            return [];
        return [.. group.Pids()];
    }
}
