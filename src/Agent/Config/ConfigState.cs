using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Config;

/// <summary>What the configuration of a host says.</summary>
internal abstract record ConfigState
{
    /// <summary>There is a configuration, and it is good.</summary>
    /// <param name="Settings">Validated.</param>
    /// <param name="Merged">Where each value comes from; null: an empty file and no drop-ins.</param>
    public sealed record Loaded(KuPkgSettings Settings, MergedConfig? Merged) : ConfigState;

    /// <summary>There is none: the host is taken out.</summary>
    /// <param name="File">The file that is missing.</param>
    /// <param name="Since">When its directory last changed, which is when it was removed if nothing else happened there; null when there is no directory.</param>
    public sealed record Quarantined(string File, DateTimeOffset? Since) : ConfigState;

    /// <summary>There is one that cannot be used.</summary>
    /// <param name="File">The file.</param>
    /// <param name="Mistakes">Each with file, line and column.</param>
    public sealed record Refused(string File, IReadOnlyList<ConfigMistake> Mistakes) : ConfigState;

    /// <summary>There is one, and this user may not read it.</summary>
    /// <param name="File">The file.</param>
    public sealed record Unreadable(string File) : ConfigState;
}
