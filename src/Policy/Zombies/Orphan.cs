using KuPkg.Policy.Gates;

namespace KuPkg.Policy.Zombies;

/// <summary>A process that lost its parent and that nothing looks after.</summary>
/// <param name="Process">Which.</param>
/// <param name="Why">Why it is one, in words.</param>
public sealed record Orphan(SeenProcess Process, string Why);

/// <summary>
/// Finds orphans: processes whose parent is the init process, and that stand in a service which is inactive or has failed, in an abandoned scope, or in no unit at all. Only systemd tells that,
/// so where it does not run nothing is one. Threads of the kernel, login sessions (where people leave things running on purpose), containers, old instances and defunct processes are none,
/// and neither is anything in a unit that is active or on its way to be. Pure.
/// </summary>
public static class OrphanRule
{
    /// <summary>All of them, by pid.</summary>
    public static IReadOnlyList<Orphan> Find(HostProcesses host, IReadOnlyList<OldInstance> old)
    {
        ArgumentNullException.ThrowIfNull(host);
        var left = old.Select(static o => o.Process.Id).ToHashSet();
        return !host.IsSystemd ? [] : [.. host.All.Where(p => p is { ParentPid: 1, IsDefunct: false, IsKernelThread: false } && !left.Contains(p.Id)).OrderBy(static p => p.Id.Pid)
            .Select(p => WhyOrphan(p, host) is { } why ? new Orphan(p, why) : null).OfType<Orphan>()];
    }

    private static string? WhyOrphan(SeenProcess process, HostProcesses host)
    {
        if (process.Cgroup.Length == 0 || process.Home is not (ProcessHome.OtherService or ProcessHome.Stray))
            return null;
        if (process.Unit.Length == 0)
            return $"it is in no unit (control group {process.Cgroup})";
        if (!host.Units.TryGetValue(process.Unit, out var unit) || unit.MainPid == process.Id.Pid)
            return null;
        return unit.ActiveState is "inactive" or "failed" ? $"it was left in {unit.Name}, which is {unit.Words}"
            : unit.SubState == "abandoned" ? $"it was left in {unit.Name}, which whoever made it has abandoned"
            : null;
    }
}
