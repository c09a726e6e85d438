using KuPkg.Policy.Model;

namespace KuPkg.Policy.Kill;

/// <summary>One rung of the repair ladder. A driver turns it into its own command.</summary>
public abstract record RepairRung
{
    /// <summary>How it is called in the report.</summary>
    public abstract string Name { get; }
}

/// <summary>Finish what was begun: <c>dpkg --configure -a</c>.</summary>
public sealed record ConfigureRung : RepairRung
{
    /// <inheritdoc/>
    public override string Name => "configure";
}

/// <summary>Install again, from archives at hand, what needs reinstallation: <c>dpkg -i</c>.</summary>
/// <param name="Packages">Which.</param>
public sealed record ReinstallFromArchiveRung(IReadOnlyList<PackageId> Packages) : RepairRung
{
    /// <inheritdoc/>
    public override string Name => "reinstall from archive";
}

/// <summary>Install again what needs reinstallation, fetching if needed: <c>apt-get install --reinstall</c>.</summary>
/// <param name="Packages">Which.</param>
public sealed record ReinstallRung(IReadOnlyList<PackageId> Packages) : RepairRung
{
    /// <inheritdoc/>
    public override string Name => "reinstall";
}

/// <summary>Satisfy broken dependencies without removing anything: <c>apt-get -f install --no-remove</c>.</summary>
public sealed record FixDependenciesRung : RepairRung
{
    /// <inheritdoc/>
    public override string Name => "fix dependencies";
}
