using KuPkg.Policy.Gates;

namespace KuPkg.Policy.Zombies;

/// <summary>A process left over after a deployment: it runs an executable that was replaced, and no service would renew it.</summary>
/// <param name="Process">Which.</param>
/// <param name="Why">Why it is one, in words.</param>
public sealed record OldInstance(SeenProcess Process, string Why);

/// <summary>
/// Finds old instances. One is a process whose executable is deleted or replaced, outside of login sessions and containers, that is neither the main process of a unit nor below one: what a
/// restart of its unit renews is a service that runs deleted code, and no leftover. Where no systemd tells main processes apart, only what has a newer instance of the same path beside it
/// is one. Pure.
/// </summary>
public static class OldInstances
{
    /// <summary>All of them, by pid.</summary>
    public static IReadOnlyList<OldInstance> Find(HostProcesses host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return [.. host.All.Where(static p => p.Image != ImageState.Current && !p.IsDefunct && p.Id.Pid != 1).OrderBy(static p => p.Id.Pid)
            .Select(p => WhyOld(p, host) is { } why ? new OldInstance(p, why) : null).OfType<OldInstance>()];
    }

    private static string? WhyOld(SeenProcess process, HostProcesses host)
    {
        var isService = process.Home == ProcessHome.OtherService;
        if (!isService && process.Home != ProcessHome.Stray)
            return null;
        var what = process.Image == ImageState.Deleted ? "its executable was deleted" : "its executable was replaced";
        if (!host.IsSystemd)
        {
            var newer = host.All.FirstOrDefault(p => p.Executable == process.Executable && p.Image == ImageState.Current && p.Id.StartTicks > process.Id.StartTicks && p.Home != ProcessHome.Container);
            return newer is null ? null : $"{what}, and {newer.Words} runs the one on disk";
        }

        if (!isService)
            return process.Unit.Length > 0 ? $"{what}; in {process.Unit}" : $"{what}; in no unit";
        if (!host.Units.TryGetValue(process.Unit, out var unit))
            return null;
        if (host.MainOf(process) is { } main)
            return host.IsBelow(process, main) ? null : $"{what}; in {process.Unit} beside its main process {main.Words}";

        // Without a main process that is known (an old daemon that forks), the unit's processes are the service itself.
        return unit.ActiveState is "inactive" or "failed" ? $"{what}; left in {process.Unit}, which is {unit.Words}" : null;
    }
}
