using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Kill;

/// <summary>All that a repair decision depends on. Read anew after each rung: decisions rest on the database, not on exit codes.</summary>
public sealed record RepairSituation
{
    /// <summary>The packages in a bad state, those excepted that were so before the run and are known.</summary>
    public required IReadOnlyList<InstalledPackage> Broken { get; init; }

    /// <summary>Whether the manager was interrupted and must finish first (dpkg: updates/ is not empty).</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>Other things that the manager's own check says, such as unmet dependencies; empty: none.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>What the run set out to change; empty for a repair before a run.</summary>
    public IReadOnlyList<Change> Changes { get; init; } = [];

    /// <summary>The source package of each package of <see cref="Changes"/>; one that is missing is its own source.</summary>
    public IReadOnlyDictionary<PackageId, string> Sources { get; init; } = new Dictionary<PackageId, string>();

    /// <summary>Packages of which the archive of the version in the database is at hand.</summary>
    public IReadOnlySet<PackageId> ArchivesAtHand { get; init; } = new HashSet<PackageId>();

    /// <summary>Packages whose outgoing version can be installed again; null: not looked for, all are taken to be.</summary>
    public IReadOnlySet<PackageId>? Restorable { get; init; }

    /// <summary>The rungs tried so far, in order.</summary>
    public IReadOnlyList<RungOutcome> Tried { get; init; } = [];

    /// <summary>Packages that were put back or removed in this run already.</summary>
    public IReadOnlySet<PackageId> PutBackTried { get; init; } = new HashSet<PackageId>();

    /// <summary>How often one version is tried in all, the install included. At least 1, default 2.</summary>
    public int Tries { get; init; } = 2;

    /// <summary>With <see cref="Priority.Critical"/> a person is asked before a put-back.</summary>
    public Priority Priority { get; init; } = Priority.Normal;

    /// <summary>What is wrong, as one comparable text: two situations with the same one have not changed.</summary>
    public string Fingerprint => string.Join('\n', Broken
        .Select(p => $"{p.Package.Name}:{p.Package.Architecture} {p.Version} {p.State}").Order(StringComparer.Ordinal)
        .Append(IsInterrupted ? "interrupted" : "")
        .Concat(Problems.Order(StringComparer.Ordinal)));
}

/// <summary>A rung that was tried.</summary>
/// <param name="Rung">Which.</param>
/// <param name="Before">The <see cref="RepairSituation.Fingerprint"/> on which it was chosen.</param>
/// <param name="StillBroken">The packages in a bad state after it.</param>
public sealed record RungOutcome(RepairRung Rung, string Before, IReadOnlyList<InstalledPackage> StillBroken);
