namespace KuPkg.Policy.Settings;

/// <summary><c>[locks]</c>: other holders of the package manager's locks.</summary>
public sealed record LockSettings
{
    /// <summary>How long other holders of the locks are waited for in all, before the run stops with exit 75. Default 30 min, from 0 to 365 days.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A holder in which nothing moves for so long is hung. Default 5 min, from 2 s to 365 days. Unless it is shorter than <c>locks.wait</c> it is never reached.</summary>
    public TimeSpan HungAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// What becomes of a hung package manager that nobody sits at: <c>kill</c> (ended as a job of KuPkg's own would be, the database repaired), <c>wait</c> (as if it made
    /// progress), or <c>report</c> (the run stops at once with exit 75). With <c>priority = "critical"</c> always <c>report</c>. Default <c>kill</c>.
    /// </summary>
    public HungHolder OnHung { get; init; } = HungHolder.Kill;

    /// <summary>The same for one that has a terminal or belongs to a login session: <c>kill</c>, <c>wait</c> or <c>report</c>. Default <c>report</c>.</summary>
    public HungHolder Interactive { get; init; } = HungHolder.Report;
}
