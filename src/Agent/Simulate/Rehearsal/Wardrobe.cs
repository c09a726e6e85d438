using KuPkg.Agent.Config;
using KuPkg.Policy.Rehearsals;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Simulate.Rehearsal;

/// <summary>The configuration of a rehearsal: the host's own with a drop-in over it.</summary>
internal static class Wardrobe
{
    private const string DropIn = "/run/kupkg/kupkg.d/~rehearsal.toml";

    private static readonly string[] Keys =
    [
        "packages.upgrade", "packages.only", "packages.never", "packages.min_age",
        "limits.download.connect", "limits.download.floor", "limits.install.quiet", "limits.install.spin", "limits.repair.quiet",
    ];

    /// <summary>Puts it on.</summary>
    /// <param name="host">The host's settings.</param>
    /// <param name="isReal">Whether the host's own limits hold.</param>
    /// <param name="mirror">The mirror that has the fault.</param>
    /// <param name="alternate">The one that has none.</param>
    /// <returns>What is other than on the host, in words.</returns>
    public static IReadOnlyList<string> PutOn(KuPkgSettings host, bool isReal, string mirror, string alternate)
    {
        var worn = Worn(host, isReal);
        var lines = new List<string> { "# Made by kupkg rehearse." };
        var setAside = new List<string>();
        foreach (var key in Keys.Select(static k => SettingKeys.Find(k)!))
        {
            var (own, now) = (key.Write(host), key.Write(worn));
            if (own == now)
                continue;
            lines.Add($"{key.Name} = {now}");
            setAside.Add($"{key.Name} = {now} (the host's: {own})");
        }

        lines.Add($"mirrors.\"{mirror}\" = [\"{alternate}\"]");
        ThrowAwayRoot.Write(DropIn, string.Join('\n', lines) + "\n");
        return setAside;
    }

    // What keeps packages of the rehearsal from being installed says nothing about faults.
    private static KuPkgSettings Worn(KuPkgSettings host, bool isReal)
    {
        var limits = isReal ? host : RehearsalLimits.Shortened(host);
        return limits with { Packages = limits.Packages with { SecurityOnly = false, Only = [], Never = [], MinAge = TimeSpan.Zero } };
    }
}
