using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Watch;

/// <summary>The limits that a host's settings mean for each phase.</summary>
public static class PhaseLimits
{
    /// <summary>A simulation or a query that takes longer than this without moving hangs: it neither waits for locks nor runs scripts.</summary>
    public static readonly TimeSpan PlanQuiet = TimeSpan.FromMinutes(2);

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
            Phase.Install => new WatchLimits
            {
                Phase = phase,
                Quiet = settings.Install.Quiet,
                Spin = settings.Install.Spin,
                Budget = settings.Install.Budget,
                Hard = settings.Install.Hard,
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
