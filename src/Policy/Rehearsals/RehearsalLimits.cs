using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Rehearsals;

/// <summary>The limits of a rehearsal: the host's, cut short so that a hang costs seconds. A limit that is shorter by itself stays. Pure.</summary>
public static class RehearsalLimits
{
    /// <summary>For how long the slow package works: longer than the quiet limit, so that it shows that work is spared.</summary>
    public static readonly TimeSpan SlowWork = TimeSpan.FromSeconds(9);

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(6), Spin = TimeSpan.FromSeconds(8), RepairQuiet = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan FloorOver = TimeSpan.FromSeconds(4), Connect = TimeSpan.FromSeconds(3), ShortMost = TimeSpan.FromMinutes(4);

    /// <summary>The settings with short limits.</summary>
    public static KuPkgSettings Shortened(KuPkgSettings host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host with
        {
            Install = host.Install with { Quiet = Least(host.Install.Quiet, Quiet), Spin = Least(host.Install.Spin, Spin) },
            Repair = host.Repair with { Quiet = Least(host.Repair.Quiet, RepairQuiet) },
            Download = host.Download with { FloorOver = Least(host.Download.FloorOver, FloorOver), Connect = Least(host.Download.Connect, Connect) },
        };
    }

    /// <summary>How long one run of a rehearsal may take before it is given up: with the host's own limits, several times all of them.</summary>
    public static TimeSpan Most(KuPkgSettings settings, bool isReal)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var patience = settings.Install.Quiet + settings.Install.Spin + (settings.Repair.Quiet * settings.Repair.Tries) + settings.Download.FloorOver;
        return isReal ? ShortMost + (patience * 3) : ShortMost;
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
