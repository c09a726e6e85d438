namespace KuPkg.Policy.Model;

/// <summary>One row of the host's package database.</summary>
/// <param name="Package">Which package.</param>
/// <param name="Version">The version in the database.</param>
/// <param name="Source">The source package, for closed sets; the package's own name when it has none.</param>
/// <param name="State">The state in KuPkg's words.</param>
/// <param name="StateText">The state in the manager's own words, such as <c>install reinstreq half-installed</c>.</param>
public sealed record InstalledPackage(PackageId Package, string Version, string Source, PackageState State, string StateText);

/// <summary>What the package database says of one package.</summary>
public enum PackageState
{
    /// <summary>Installed and configured.</summary>
    Installed,

    /// <summary>Removed, or never there; configuration files may be left.</summary>
    NotInstalled,

    /// <summary>Unpacked, not configured; a configure repairs it.</summary>
    Unpacked,

    /// <summary>Its configuration was begun and not finished; a configure repairs it.</summary>
    HalfConfigured,

    /// <summary>Its unpacking was begun and not finished, or the manager asks for a reinstallation.</summary>
    NeedsReinstall,

    /// <summary>Waits for a trigger, its own or another package's.</summary>
    TriggersPending,
}
