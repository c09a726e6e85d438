using KuPkg.Agent.Runs.Services;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>Writes the end of a run: what the database says, in one record.</summary>
internal static class RecordStage
{
    /// <summary>The record of a run that went through.</summary>
    /// <param name="run">The run.</param>
    /// <param name="refreshed">Its lists.</param>
    /// <param name="plan">The newest plan.</param>
    /// <param name="fetchedBytes">What the download fetched.</param>
    /// <param name="applied">What the install did.</param>
    /// <param name="took">How long it took.</param>
    public static Task<RunRecord> RunAsync(RunContext run, Refreshed refreshed, Plan plan, long fetchedBytes, Applied applied, TimeSpan took)
    {
        List<string> newlyFailed = [];
        if (!refreshed.Result.IsComplete)
            newlyFailed.Add($"{refreshed.Result.Sources.Count(s => !s.IsFresh)} of {refreshed.Result.Sources.Count} sources could not be refreshed");
        newlyFailed.AddRange(applied.NewlyFailed);
        var verdict = RunVerdict.Of(applied.Packages, applied.NeedsPerson, newlyFailed, run.Driver.RebootNeeded());
        return FinishAsync(run, verdict, applied, refreshed.Result.FetchedBytes + fetchedBytes, took, PendingUpdate.Of(plan, applied.Packages));
    }

    /// <summary>The record of a run whose sources said that nothing has changed.</summary>
    public static Task<RunRecord> UnchangedAsync(RunContext run, Applied earlier, TimeSpan took) =>
        FinishAsync(run, RunVerdict.Of(earlier.Packages, earlier.NeedsPerson, earlier.NewlyFailed, run.Driver.RebootNeeded()), earlier, 0, took);

    /// <summary>The record of a run that was not allowed to install: what it found is downloaded and waits.</summary>
    public static Task<RunRecord> PreparedAsync(RunContext run, Refreshed refreshed, Staged staged, DateTimeOffset installFrom, Applied earlier, TimeSpan took)
    {
        var count = staged.Planned.Plan.Changes.Count;
        var summary = $"{count} {(count == 1 ? "package is" : "packages are")} downloaded and {(count == 1 ? "waits" : "wait")} for the window, from {installFrom.UtcDateTime:yyyy-MM-dd HH:mm} UTC";
        return FinishAsync(
            run, RunVerdict.OfEnding(Outcome.Deferred, summary), earlier, refreshed.Result.FetchedBytes + staged.FetchedBytes, took,
            PendingUpdate.Of(staged.Planned.Plan, []), installWaits: true);
    }

    /// <summary>The record of a run that was only to mend.</summary>
    public static Task<RunRecord> RepairedAsync(RunContext run, Preflighted preflight, TimeSpan took)
    {
        var (left, earlier) = (preflight.Baseline, preflight.Earlier);
        var verdict = left.IsClean && earlier is { NeedsPerson.Count: > 0 } or { NewlyFailed.Count: > 0 }
            ? RunVerdict.Of(earlier.Packages, earlier.NeedsPerson, earlier.NewlyFailed, run.Driver.RebootNeeded())
            : left.IsClean
            ? new RunVerdict(Outcome.UpToDate, 0, "the package database is clean; nothing new was installed")
            : RunVerdict.OfEnding(Outcome.NeedsPerson, $"the package database could not be repaired: {string.Join("; ", left.Problems.Take(4))}");
        return FinishAsync(run, verdict, left.IsClean ? earlier : earlier with { NeedsPerson = [.. earlier.NeedsPerson, .. left.Problems.Select(static p => $"{p}: see why with dpkg --configure -a")] }, 0, took);
    }

    /// <summary>The record of a run that ended early.</summary>
    /// <param name="run">The run.</param>
    /// <param name="ending">Why.</param>
    /// <param name="earlier">What it had put right of runs before it.</param>
    /// <param name="took">How long it took.</param>
    public static Task<RunRecord> RunAsync(RunContext run, Ending ending, Applied earlier, TimeSpan took) =>
        FinishAsync(run, RunVerdict.OfEnding(ending.Outcome, ending.Summary), earlier with { NeedsPerson = [.. ending.NeedsPerson, .. earlier.NeedsPerson] }, 0, took);

    private static async Task<RunRecord> FinishAsync(
        RunContext run, RunVerdict verdict, Applied applied, long fetchedBytes, TimeSpan took,
        IReadOnlyList<PendingUpdate>? pending = null, bool installWaits = false)
    {
        // What the gateway has to tell belongs before the end.
        await run.Gateway.EndAsync();
        foreach (var failed in applied.NewlyFailed)
            run.Events.Warn(failed);
        var record = new RunRecord(
            run.Start.RunId, verdict.Outcome, verdict.ExitCode, verdict.Summary, run.Events.Now, took, applied.Packages, fetchedBytes, applied.NeedsPerson)
        {
            Services = [.. applied.Services, .. await ServicesReview.RunAsync(run, applied.Services)],
            Warnings = run.Events.Warnings,
            InstallWaits = installWaits,
            Pending = run.Request.Only.Count > 0 ? null : pending,
        };
        run.Events.Emit(new RunEnded(record) { At = run.Events.Now });
        return record;
    }
}
