using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>Writes the end of a run: what the database says, in one record.</summary>
internal static class RecordStage
{
    public static RunRecord Run(RunContext run, Refreshed refreshed, Staged? staged, Applied applied, TimeSpan took)
    {
        List<string> newlyFailed = [];
        if (!refreshed.Result.IsComplete)
            newlyFailed.Add($"{refreshed.Result.Sources.Count(s => !s.IsFresh)} of {refreshed.Result.Sources.Count} sources could not be refreshed");
        newlyFailed.AddRange(applied.NewlyFailed);
        foreach (var failed in applied.NewlyFailed)
            run.Events.Warn(failed);

        var verdict = RunVerdict.Of(applied.Packages, applied.NeedsPerson, newlyFailed, run.Driver.RebootNeeded());
        return Finish(run, verdict, applied.Packages, applied.NeedsPerson, refreshed.Result.FetchedBytes + (staged?.FetchedBytes ?? 0), took);
    }

    /// <summary>The record of a run that ended early.</summary>
    /// <param name="run">The run.</param>
    /// <param name="ending">Why.</param>
    /// <param name="earlier">What it had put right of runs before it.</param>
    /// <param name="took">How long it took.</param>
    public static RunRecord Run(RunContext run, Ending ending, Applied earlier, TimeSpan took) =>
        Finish(run, RunVerdict.OfEnding(ending.Outcome, ending.Summary), earlier.Packages, [.. ending.NeedsPerson, .. earlier.NeedsPerson], 0, took);

    private static RunRecord Finish(
        RunContext run, RunVerdict verdict, IReadOnlyList<PackageResult> packages, IReadOnlyList<string> needsPerson, long fetchedBytes, TimeSpan took)
    {
        var record = new RunRecord(
            run.Start.RunId, verdict.Outcome, verdict.ExitCode, verdict.Summary, run.Events.Now, took, packages, fetchedBytes, needsPerson)
        {
            Warnings = run.Events.Warnings,
        };
        run.Events.Emit(new RunEnded(record) { At = run.Events.Now });
        return record;
    }
}
