using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Watch;

/// <summary>The limits that somebody gave for one command; null: as the host's <c>limits.install</c> says.</summary>
public sealed record CommandLimits
{
    /// <summary>A limit that is off: longer than any judge looks.</summary>
    public static readonly TimeSpan Off = TimeSpan.FromDays(20_000);

    /// <summary>Nothing moves for so long: stalled.</summary>
    public TimeSpan? Quiet { get; init; }

    /// <summary>CPU without effect for so long: spinning.</summary>
    public TimeSpan? Spin { get; init; }

    /// <summary>Reported when exceeded.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Ended after so long whatever it does.</summary>
    public TimeSpan? Hard { get; init; }

    /// <summary>The limits in force.</summary>
    /// <param name="settings">The host's.</param>
    public WatchLimits Over(KuPkgSettings settings)
    {
        var host = PhaseLimits.For(Phase.Command, settings);
        return host with { Quiet = Quiet ?? host.Quiet, Spin = Spin ?? host.Spin, Budget = Budget ?? host.Budget, Hard = Hard ?? host.Hard };
    }
}
