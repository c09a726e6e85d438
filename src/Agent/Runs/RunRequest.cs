namespace KuPkg.Agent.Runs;

/// <summary>What a run is asked to do.</summary>
/// <param name="IsNow">At once, without asking whether it is due.</param>
/// <param name="Only">Only these packages; empty: all.</param>
internal sealed record RunRequest(bool IsNow, IReadOnlyList<string> Only)
{
    /// <summary>Only to mend what is broken: dead runs are taken up and the package database is repaired, nothing is refreshed or installed.</summary>
    public static RunRequest Repair { get; } = new(IsNow: true, []) { IsRepairOnly = true };

    /// <summary>Refresh and plan although the sources may say that nothing has changed.</summary>
    public bool IsFull { get; init; }

    /// <inheritdoc cref="Repair"/>
    public bool IsRepairOnly { get; private init; }
}
