namespace KuPkg.Policy.Records;

/// <summary>A run of the past, or the one at work.</summary>
/// <param name="Start">What was known when it began.</param>
/// <param name="Record">How it ended; null while it is at work or when kupkg died.</param>
/// <param name="Interrupted">Why there is no regular end, when a later run closed it; null otherwise.</param>
public sealed record PastRun(RunStart Start, RunRecord? Record, string? Interrupted)
{
    /// <summary>Whether the run did what it was for: nothing to do, all installed, or all but holds that were known before (which exit 0).</summary>
    public bool IsSuccess => Record is { } record && record.Outcome.IsSuccess(record.ExitCode);
}
