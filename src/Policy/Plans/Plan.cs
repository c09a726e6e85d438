using KuPkg.Policy.Model;

namespace KuPkg.Policy.Plans;

/// <summary>What a run would do, from one simulation. Data: a dry run is a plan nobody executes.</summary>
/// <param name="Changes">The changes, security first, then by name.</param>
/// <param name="KeptBack">What has a newer version and is not taken, each with its cause.</param>
public sealed record Plan(IReadOnlyList<Change> Changes, IReadOnlyList<KeptBack> KeptBack)
{
    /// <summary>Bytes that are still to be fetched; null: not asked for yet.</summary>
    public long? DownloadBytes { get; init; }

    /// <summary>Bytes that the installed packages will take more than now, below zero when less; null: not asked for yet.</summary>
    public long? GrowthBytes { get; init; }

    /// <summary>What nothing will need any more once the plan is done, as the manager says. Default none.</summary>
    public IReadOnlyList<UnusedPackage> Unused { get; init; } = [];

    /// <summary>A plan without any change.</summary>
    public static Plan Nothing { get; } = new([], []);

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Changes.Count == 0;

    /// <summary>Whether another plan would do exactly the same.</summary>
    public bool DoesTheSameAs(Plan other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Changes.ToHashSet().SetEquals(other.Changes);
    }
}

/// <summary>A newer version that is not taken.</summary>
/// <param name="Package">Which package.</param>
/// <param name="Installed">The version on the host.</param>
/// <param name="Candidate">The version that is not taken.</param>
/// <param name="Cause">Why, in words.</param>
/// <param name="FreedBy">The command with which a person frees it; empty when nothing needs to be done.</param>
public sealed record KeptBack(PackageId Package, string Installed, string Candidate, string Cause, string FreedBy)
{
    /// <summary>Whether a later plan may take it although nothing on the host or in its lists has changed. Default false.</summary>
    public bool MayComeByItself { get; init; }
}

/// <summary>A version that is not to be installed again.</summary>
/// <param name="Package">Which package.</param>
/// <param name="Version">The bad version; the next one is free to come.</param>
/// <param name="Why">What it did.</param>
/// <param name="RunId">The run that placed it; 0: a person.</param>
/// <param name="At">When.</param>
public sealed record Hold(PackageId Package, string Version, string Why, long RunId, DateTimeOffset At)
{
    /// <summary>When it ends by itself; null: when a newer version is installed, or a person releases it.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether its time is over.</summary>
    public bool IsOverAt(DateTimeOffset now) => Until <= now;
}
