using KuPkg.Agent.Gateway;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Drivers;

/// <summary>What a gateway in front of a package manager is to serve, as the host's own sources and settings say. A driver's own kind may hold more.</summary>
internal record FrontPlan
{
    /// <summary>What may be fetched; empty: there is nothing that a gateway could stand in front of.</summary>
    public required IReadOnlyList<MirrorGroup> Groups { get; init; }

    /// <summary>How each mirror is reached.</summary>
    public required IReadOnlyDictionary<Mirror, UpstreamAccess> Access { get; init; }

    /// <summary>The newest date that this host has seen of each release, see <see cref="GatewaySetup.KnownReleases"/>.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> KnownReleases { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>What an operator should mend.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What stays with the manager, and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>What makes a package manager fetch through a gateway.</summary>
/// <param name="Environment">Added to the environment of its tools. Holds no password, only the name of a file that does.</param>
/// <param name="Plan">What is served.</param>
internal sealed record Front(IReadOnlyDictionary<string, string> Environment, FrontPlan Plan);
