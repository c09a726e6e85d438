namespace KuPkg.Policy.Settings;

/// <summary><c>[services]</c>: what is done about services after an upgrade. What a service itself asks for stands in its contract.</summary>
public sealed record ServiceSettings
{
    /// <summary>
    /// Which services are restarted when they run code that was replaced: <c>all</c>, also those without a contract, or only those with <c>contracts</c>; the others are then reported. Never
    /// those that a host stands on (D-Bus, logind, the network, displays, containers). Default <c>all</c>.
    /// </summary>
    public bool IsRestartOfAll { get; init; } = true;
}
