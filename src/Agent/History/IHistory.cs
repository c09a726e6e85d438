using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.History;

/// <summary>Reads runs back. Works for any user who can read the file, takes no lock, and never waits for a writer.</summary>
internal interface IHistory : IDisposable
{
    /// <summary>The newest runs first.</summary>
    IReadOnlyList<PastRun> Runs(int limit);

    /// <summary>One run with all its events; null when there is none with this number.</summary>
    PastRun? Find(long runId);

    /// <summary>The events of a run in order.</summary>
    IReadOnlyList<RunEvent> Events(long runId);

    /// <summary>The newest run that ended in success (up to date, updated, or partly with only known holds); null when there is none.</summary>
    PastRun? LastSuccess();

    IReadOnlyList<Hold> Holds();
}

/// <summary>A run of the past, or the one at work.</summary>
/// <param name="Start">What was known when it began.</param>
/// <param name="Record">How it ended; null while it is at work or when kupkg died.</param>
/// <param name="Interrupted">Why there is no regular end, when a later run closed it; null otherwise.</param>
internal sealed record PastRun(RunStart Start, RunRecord? Record, string? Interrupted);
