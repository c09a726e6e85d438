namespace KuPkg.Policy.Gates;

/// <summary>Names of systemd's units (systemd.unit(5)). Pure.</summary>
public static class UnitName
{
    /// <summary>The ending of a service.</summary>
    public const string Service = ".service";

    /// <summary>The ending of a scope: processes that somebody else started and systemd only groups.</summary>
    public const string Scope = ".scope";

    /// <summary>Whether it is a service.</summary>
    public static bool IsService(string unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return unit.EndsWith(Service, StringComparison.Ordinal);
    }

    /// <summary>Whether it is a scope.</summary>
    public static bool IsScope(string unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return unit.EndsWith(Scope, StringComparison.Ordinal);
    }

    /// <summary>The name by which a person and a contract call a service: without its ending. Other units keep theirs.</summary>
    public static string Bare(string unit) => IsService(unit) ? unit[..^Service.Length] : unit;

    /// <summary>The unit of a service that goes by its bare name; scopes and what has the ending stay as they are.</summary>
    public static string Full(string name) => IsScope(name) || IsService(name) ? name : name + Service;

    /// <summary>The innermost service or scope of a control group, such as <c>/system.slice/foo.service</c>; empty: it is in none.</summary>
    public static string In(string cgroup)
    {
        ArgumentNullException.ThrowIfNull(cgroup);
        return Array.FindLast(cgroup.Split('/'), static p => IsService(p) || IsScope(p)) ?? "";
    }
}
