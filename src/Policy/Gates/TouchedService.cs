using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Gates;

/// <summary>A service that a change of packages touches.</summary>
/// <param name="Contract">Its contract: written, or the one that holds for every service that has none.</param>
/// <param name="IsWritten">Whether somebody wrote it. Without a written one nothing is killed and nothing put back.</param>
/// <param name="Touches">What of the change touches it.</param>
/// <param name="Treatment">What is done about it.</param>
/// <param name="Reason">Why it is not simply restarted; empty when it is.</param>
public sealed record TouchedService(ServiceContract Contract, bool IsWritten, IReadOnlyList<Touch> Touches, Treatment Treatment, string Reason)
{
    /// <summary>Its name.</summary>
    public string Name => Contract.Name;

    /// <summary>The packages of the change that touch it.</summary>
    public IEnumerable<string> Packages => Touches.Select(static t => t.Package).Distinct(StringComparer.Ordinal);

    /// <summary>Whether the change is of the service itself, so that an instance older than it is an old one; a library alone is told from the processes that map it.</summary>
    public bool IsOwnPackage => Touches.Any(static t => t.Kind != TouchKind.MappedFile);
}

/// <summary>How a package touches a service.</summary>
/// <param name="Package">The package's name.</param>
/// <param name="Kind">How.</param>
public sealed record Touch(string Package, TouchKind Kind);

/// <summary>How a package touches a service.</summary>
public enum TouchKind
{
    /// <summary>The contract names it.</summary>
    NamedInContract,

    /// <summary>It ships the unit or the init script.</summary>
    ShipsUnit,

    /// <summary>The service runs a file of it.</summary>
    MappedFile,
}

/// <summary>What is done about a service that a change touches.</summary>
public enum Treatment
{
    /// <summary>It is proven new, and restarted once when it is not.</summary>
    Restart,

    /// <summary>Only a reboot renews it.</summary>
    NeedsReboot,

    /// <summary>A person restarts it.</summary>
    ByHand,

    /// <summary>It was stopped on purpose.</summary>
    LeftAlone,
}
