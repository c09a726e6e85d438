using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Watch;

/// <summary>The limits that a host's settings mean for each phase.</summary>
public static class PhaseLimits
{
    /// <summary>A simulation or a query that takes longer than this without moving hangs: it neither waits for locks nor runs scripts.</summary>
    public static readonly TimeSpan PlanQuiet = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The least quiet limit of a fetch behind a gateway. A gateway that finds no mirror that delivers goes on for 2 min: only when that is over, and neither it nor the package
    /// manager moves, is the manager itself at fault.
    /// </summary>
    public static readonly TimeSpan BehindGatewayQuiet = TimeSpan.FromMinutes(4);

    /// <summary>
    /// The limits of a fetch behind a gateway, which leaves a mirror below the floor by itself, and stays with the fastest when all are: so the floor holds over the budget of the whole
    /// step. What could not keep up with it for so long would hold the run for hours.
    /// </summary>
    public static WatchLimits BehindGateway(WatchLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return limits with
        {
            Floor = limits.Floor is { } floor && limits.Budget > floor.Over ? floor with { Over = limits.Budget } : limits.Floor,
            Quiet = limits.Quiet > BehindGatewayQuiet ? limits.Quiet : BehindGatewayQuiet,
        };
    }

    /// <summary>The limits of one phase. While fetching, hooks are given the same quiet time as while installing.</summary>
    public static WatchLimits For(Phase phase, KuPkgSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return phase switch
        {
            Phase.Refresh or Phase.Download => new WatchLimits
            {
                Phase = phase,
                Quiet = settings.Install.Quiet,
                Spin = settings.Install.Spin,
                Budget = settings.Download.Budget,
                Floor = new ByteFloor(settings.Download.FloorBytesPerSecond, settings.Download.FloorOver),
            },
            Phase.Plan => new WatchLimits { Phase = phase, Quiet = PlanQuiet, Spin = settings.Install.Spin, Budget = settings.Download.Budget },
            Phase.Install or Phase.Command => new WatchLimits
            {
                Phase = phase,
                Quiet = settings.Install.Quiet,
                Spin = settings.Install.Spin,
                Budget = settings.Install.Budget,
                Hard = settings.Install.Hard,
            },
            Phase.Hook => new WatchLimits
            {
                Phase = phase,
                Quiet = settings.Install.Quiet,
                Spin = settings.Install.Spin,
                Budget = settings.Install.Budget,
                Hard = settings.Hooks.Limit,
            },
            Phase.Repair => new WatchLimits
            {
                Phase = phase,
                Quiet = settings.Repair.Quiet,
                Spin = settings.Install.Spin,
                Budget = settings.Install.Budget,
                Hard = settings.Install.Hard,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "a phase without limits"),
        };
    }
}
