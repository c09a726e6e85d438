using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Config;

/// <summary>What the configuration of a host says.</summary>
internal abstract record ConfigState
{
    /// <summary>There is a configuration, and it is good.</summary>
    public sealed record Loaded(KuPkgSettings Settings) : ConfigState;

    /// <summary>There is none: the host is taken out.</summary>
    /// <param name="File">The file that is missing.</param>
    /// <param name="Since">When its directory last changed, which is when it was removed if nothing else happened there; null when there is no directory.</param>
    public sealed record Quarantined(string File, DateTimeOffset? Since) : ConfigState;

    /// <summary>There is one that cannot be used.</summary>
    /// <param name="File">The file.</param>
    /// <param name="Mistakes">Each with file, line and column.</param>
    public sealed record Refused(string File, IReadOnlyList<string> Mistakes) : ConfigState;
}
