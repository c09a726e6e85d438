namespace KuPkg.Policy.Settings;

/// <summary><c>[packages]</c>: what is upgraded, and what is kept.</summary>
public sealed record PackageSettings
{
    /// <summary>The package manager. <c>auto</c>: the one that the host has; it can only be given where two are. Default <c>auto</c>.</summary>
    public string Manager { get; init; } = "auto";

    /// <summary><c>all</c> updates, or <c>security</c>: only those that come from a security repository. Default <c>all</c>.</summary>
    public bool SecurityOnly { get; init; }

    /// <summary>Globs of packages that are to be upgraded, such as <c>"nginx*"</c>; empty: all. Default empty.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Globs of packages that are never upgraded by KuPkg, such as <c>"linux-image-*"</c>. Default empty.</summary>
    public IReadOnlyList<string> Never { get; init; } = [];

    /// <summary>How long this host must have known a version before it installs it; a security update does not wait. Default 0, at most 365 days.</summary>
    public TimeSpan MinAge { get; init; }

    /// <summary>Whether the plan may remove packages. Default false: an upgrade that would remove one is kept back and explained.</summary>
    public bool AllowRemovals { get; init; }

    /// <summary>Whether the plan may install older versions, when a pin of the administrator asks for them. Default false.</summary>
    public bool AllowDowngrades { get; init; }

    /// <summary>What is removed after a healthy run because nothing needs it any more: <c>off</c>, old <c>kernels</c>, or all that is <c>unused</c>. Default <c>kernels</c>.</summary>
    public Autoremove Autoremove { get; init; } = Autoremove.Kernels;

    /// <summary>How much of the outgoing versions is kept for putting back; what does not fit is recorded as not restorable. Default 2 GiB.</summary>
    public long KeepAsideMaxBytes { get; init; } = 2L << 30;

    /// <summary>How long fetched archives stay in the manager's cache. Default 7 days.</summary>
    public TimeSpan KeepArchives { get; init; } = TimeSpan.FromDays(7);
}

/// <summary>What is removed after a healthy run.</summary>
public enum Autoremove
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>Kernels that are neither running nor the newest.</summary>
    Kernels,

    /// <summary>Everything that was installed for another package and is needed by none.</summary>
    Unused,
}
