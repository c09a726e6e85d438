namespace KuPkg.Agent.Config;

/// <summary>An updater beside KuPkg.</summary>
/// <param name="Name">As its own documentation names it.</param>
/// <param name="EndedBy">The command that ends it.</param>
internal sealed record OtherUpdater(string Name, string EndedBy);

/// <summary>Updaters that are enabled beside KuPkg: two on one host take each other's locks, and only one of them explains itself.</summary>
internal static class OtherUpdaters
{
    private static readonly (string Unit, string Name)[] Units =
    [
        ("apt-daily-upgrade.timer", "apt-daily-upgrade (unattended-upgrades)"), ("apt-daily.timer", "apt-daily"), ("dnf-automatic.timer", "dnf-automatic"),
        ("dnf-automatic-install.timer", "dnf-automatic-install"), ("dnf5-automatic.timer", "dnf5-automatic"), ("yum-cron.service", "yum-cron"),
    ];

    public static IReadOnlyList<OtherUpdater> Of(HostPaths paths)
    {
        var found = new List<OtherUpdater>();
        foreach (var (unit, name) in Units)
        {
            if (UnitFiles.IsWanted(paths, unit))
                found.Add(new OtherUpdater(name, $"systemctl disable --now {unit}"));
        }

        return found;
    }
}
