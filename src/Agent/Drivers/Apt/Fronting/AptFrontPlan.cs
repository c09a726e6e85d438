using KuPkg.Agent.Drivers.Apt.Sources;

namespace KuPkg.Agent.Drivers.Apt.Fronting;

/// <summary>What a gateway in front of apt is to serve.</summary>
internal sealed record AptFrontPlan : FrontPlan
{
    /// <summary>The host's apt.conf, which the run's own takes the place of; it need not be there.</summary>
    public required string MainConfig { get; init; }

    /// <summary>The host's Dir::Etc::SourceList.</summary>
    public required string MainSources { get; init; }

    /// <summary>All source files of the host.</summary>
    public required IReadOnlyList<SourceFile> Sources { get; init; }

    /// <summary>For each host that is served, the proxy that its https fetches have without a gateway, in apt's words; empty: none.</summary>
    public required IReadOnlyDictionary<string, string> SecureProxies { get; init; }
}
