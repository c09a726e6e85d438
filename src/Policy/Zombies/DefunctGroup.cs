using KuPkg.Policy.Gates;

namespace KuPkg.Policy.Zombies;

/// <summary>The defunct children of one process.</summary>
/// <param name="Parent">The one that has not asked how they ended; null: it could not be seen.</param>
/// <param name="ParentPid">Its number.</param>
/// <param name="Zombies">They, the oldest first.</param>
public sealed record DefunctGroup(SeenProcess? Parent, int ParentPid, IReadOnlyList<SeenProcess> Zombies)
{
    /// <summary>What stands in the way of their being reaped, beyond a parent that does not ask; empty: nothing that is known.</summary>
    public string Remark => Parent switch
    {
        { Home: ProcessHome.Container } => "their parent is in a container: what runs there should reap them",
        { Id.Pid: 1 } => "their parent is the init process, which should reap everything: only a reboot clears them",
        { State: 'T' } => $"their parent is stopped, and reaps nothing until it goes on: kill -CONT {ParentPid}",
        { State: 't' } => "their parent is being traced, and reaps nothing while it is stopped by that",
        null => "their parent could not be seen",
        _ => "",
    };

    /// <summary>Whether their parent may be nudged: it is a process of this host, and no container's.</summary>
    public bool MayBeNudged => Parent is { Home: not ProcessHome.Container };

    /// <summary>The unit that their parent is in, unless it is a login session's or a container's; empty: none.</summary>
    public string Unit => Parent is { Home: ProcessHome.OtherService or ProcessHome.Stray } parent ? parent.Unit : "";

    /// <summary><c>3 defunct children of food (pid 812)</c>.</summary>
    public string Words => $"{Zombies.Count} defunct {(Zombies.Count == 1 ? "child" : "children")} of {Parent?.Words ?? $"pid {ParentPid}"}";
}

/// <summary>Groups defunct processes by their parent. Pure.</summary>
public static class DefunctGroups
{
    /// <summary>All of them, the largest group first.</summary>
    public static IReadOnlyList<DefunctGroup> Find(HostProcesses host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return [.. host.All.Where(static p => p.IsDefunct).GroupBy(static p => p.ParentPid)
            .Select(g => new DefunctGroup(host.Find(g.Key), g.Key, [.. g.OrderBy(static p => p.Id.StartTicks).ThenBy(static p => p.Id.Pid)]))
            .OrderByDescending(static g => g.Zombies.Count).ThenBy(static g => g.ParentPid)];
    }
}
