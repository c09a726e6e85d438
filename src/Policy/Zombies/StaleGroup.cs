using KuPkg.Policy.Gates;

namespace KuPkg.Policy.Zombies;

/// <summary>Processes that run deleted code, as after an upgrade without a restart, and what renews them.</summary>
/// <param name="Name">The unit, the login session (<c>session 3</c>), or the process where it is in neither.</param>
/// <param name="Kind">What that is.</param>
/// <param name="Processes">They.</param>
/// <param name="Treatment">Whether it may be restarted.</param>
/// <param name="Why">Why not; empty: it may.</param>
public sealed record StaleGroup(string Name, StaleKind Kind, IReadOnlyList<SeenProcess> Processes, Treatment Treatment, string Why)
{
    /// <summary>The deleted files, executables first.</summary>
    public IReadOnlyList<string> Files => [.. Processes.SelectMany(static p => p.Deleted).Distinct(StringComparer.Ordinal).OrderBy(f => Processes.Any(p => p.Executable == f) ? 0 : 1).ThenBy(static f => f, StringComparer.Ordinal)];

    /// <summary>What renews it, as a person would do it.</summary>
    public string Remedy => (Kind, Treatment) switch
    {
        (_, Treatment.NeedsReboot) => $"needs a reboot: {Why}",
        (StaleKind.Session, _) => "log out",
        (StaleKind.Service, Treatment.Restart) => $"systemctl restart {Name}",
        (_, Treatment.LeftAlone) => Why,
        (StaleKind.Service, _) => $"by hand ({Why}): systemctl restart {Name}",
        _ => $"end it, and start it again as whoever started it did: {(Processes[0].Command.Length > 0 ? Processes[0].Command : Processes[0].Executable)}",
    };
}

/// <summary>Where processes that run deleted code stand.</summary>
public enum StaleKind
{
    /// <summary>In a service's unit.</summary>
    Service,

    /// <summary>In a login session, or below a user's own manager.</summary>
    Session,

    /// <summary>In neither.</summary>
    Outside,
}

/// <summary>Groups what runs deleted code by what would renew it. Old instances and containers are left out. Pure.</summary>
public static class StaleGroups
{
    /// <summary>All of them: services first, then what is outside of them, then sessions.</summary>
    public static IReadOnlyList<StaleGroup> Find(HostProcesses host, IReadOnlyList<OldInstance> old)
    {
        ArgumentNullException.ThrowIfNull(host);
        var left = old.Select(static o => o.Process.Id).ToHashSet();
        return [.. host.All.Where(p => (p.Deleted.Count > 0 || p.Image != ImageState.Current) && !p.IsDefunct && p.Home != ProcessHome.Container && !left.Contains(p.Id))
            .GroupBy(KeyOf).Select(g => Group(g.Key.Kind, g.Key.Name, [.. g.OrderBy(static p => p.Id.Pid)], host.OwnUnit))
            .OrderBy(static g => g.Kind switch { StaleKind.Service => 0, StaleKind.Outside => 1, _ => 2 }).ThenBy(static g => g.Name, StringComparer.Ordinal)];
    }

    private static (StaleKind Kind, string Name) KeyOf(SeenProcess process) => process.Home switch
    {
        ProcessHome.LoginSession => (StaleKind.Session, process.User.Length > 0 ? $"{process.Session} ({process.User})" : process.Session),
        ProcessHome.OtherService => (StaleKind.Service, process.Unit),
        _ => (StaleKind.Outside, process.Words),
    };

    private static StaleGroup Group(StaleKind kind, string name, IReadOnlyList<SeenProcess> processes, string ownUnit)
    {
        var unit = processes[0].Id.Pid == 1 ? "init.scope" : name;
        var (treatment, why) = kind == StaleKind.Session ? (Treatment.ByHand, "it is a person's")
            : (kind == StaleKind.Service || unit == "init.scope" ? NeverRestarted.Of(unit, ownUnit) : (Treatment.ByHand, "it is no service")) ?? (Treatment.Restart, "");
        return new StaleGroup(name, kind, processes, treatment, why);
    }
}
