using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>Writes the end of a run: what the database says, in one record.</summary>
internal static class RecordStage
{
    public static RunRecord Run(RunContext run, Refreshed refreshed, Staged? staged, Applied? applied, TimeSpan took)
    {
        List<string> newlyFailed = [];
        if (!refreshed.Result.IsComplete)
            newlyFailed.Add($"{refreshed.Result.Sources.Count(s => !s.IsFresh)} of {refreshed.Result.Sources.Count} sources could not be refreshed");
        newlyFailed.AddRange(applied?.NewlyFailed ?? []);
        foreach (var failed in applied?.NewlyFailed ?? [])
            run.Events.Warn(failed);

        var packages = applied?.Packages ?? [];
        var needsPerson = applied?.NeedsPerson ?? [];
        var verdict = RunVerdict.Of(packages, needsPerson, newlyFailed, run.Driver.RebootNeeded());
        return Finish(run, verdict, packages, needsPerson, refreshed.Result.FetchedBytes + (staged?.FetchedBytes ?? 0), took);
    }

    /// <summary>The record of a run that ended early.</summary>
    public static RunRecord Run(RunContext run, Ending ending, TimeSpan took) =>
        Finish(run, RunVerdict.OfEnding(ending.Outcome, ending.Summary), [], ending.NeedsPerson, 0, took);

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
