namespace KuPkg.Policy.Gates;

/// <summary>Tells from a process's control group whose it is. Pure.</summary>
public static class HomePolicy
{
    private static readonly string[] ContainerMarks = ["/machine.slice/", "/docker", "/libpod", "/kubepods", "/crio", "/lxc", "/containerd", "/payload", "/garden", "/podman"];

    /// <summary>Where an instance of a service stands that systemd does not supervise: it is the service's own, but in a login session or container.</summary>
    /// <param name="cgroup">Its control group.</param>
    /// <param name="isNested">Whether it is in a pid namespace below ours.</param>
    /// <param name="isSystemdHost">Whether systemd runs the host; without it a control group tells nothing.</param>
    public static ProcessHome OfUnsupervised(string cgroup, bool isNested, bool isSystemdHost)
    {
        if (!isSystemdHost)
            return isNested ? ProcessHome.Container : ProcessHome.OwnUnit;
        return Of(cgroup, "", isNested) is var home && home is ProcessHome.LoginSession or ProcessHome.Container ? home : ProcessHome.OwnUnit;
    }

    /// <summary>Where a process stands, for a service.</summary>
    /// <param name="cgroup">Its control group, such as <c>/system.slice/foo.service</c>.</param>
    /// <param name="unit">The service's unit, with its ending; empty: it has none.</param>
    /// <param name="isNested">Whether it is in a pid namespace below ours.</param>
    public static ProcessHome Of(string cgroup, string unit, bool isNested)
    {
        ArgumentNullException.ThrowIfNull(cgroup);
        ArgumentNullException.ThrowIfNull(unit);
        if (isNested)
            return ProcessHome.Container;
        var parts = cgroup.Split('/');
        if (unit.Length > 0 && Array.IndexOf(parts, unit) >= 0)
            return ProcessHome.OwnUnit;
        if (Array.Exists(parts, static p => p.StartsWith("user@", StringComparison.Ordinal) || (p.StartsWith("session-", StringComparison.Ordinal) && UnitName.IsScope(p)) || p == "user.slice"))
            return ProcessHome.LoginSession;
        if (Array.Exists(ContainerMarks, m => cgroup.Contains(m, StringComparison.Ordinal)))
            return ProcessHome.Container;
        return Array.Exists(parts, UnitName.IsService) ? ProcessHome.OtherService : ProcessHome.Stray;
    }
}
