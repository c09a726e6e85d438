using KuPkg.Agent.Runs.Services;
using KuPkg.Agent.Runs.Stages;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs;

/// <summary>
/// One run: the stages in order, each fed by the record of the one before. The fleet's slot stands before the download and after the install;
/// the order of the calls below is the order in which an operator reads the screen.
/// </summary>
internal static class RunPipeline
{
    // The repositories may change between plan and install; a host whose plan never settles is left for the next tick.
    private const int PlanTries = 3;

    /// <summary>Goes through the stages and writes the record, whatever happens.</summary>
    public static async Task<RunRecord> RunAsync(RunContext run)
    {
        var began = run.Time.GetTimestamp();
        run.Events.Emit(new RunBegan(run.Start) { At = run.Start.At });
        try
        {
            return await StagesAsync(run, began);
        }
        catch (OperationCanceledException) when (run.ReasonToStop() is not null)
        {
            // In a short query before anything was changed: the tools that change the host are not cancelled but watched to their end.
            return await RecordStage.RunAsync(run, run.ReasonToStop()!, Applied.Nothing, run.Time.GetElapsedTime(began));
        }
        catch (Exception e) when (e is LaunchException or IOException or UnauthorizedAccessException)
        {
            return await RecordStage.RunAsync(run, await EndingAfterAsync(run, e), Applied.Nothing, run.Time.GetElapsedTime(began));
        }
    }

    private static async Task<RunRecord> StagesAsync(RunContext run, long began)
    {
        var earlier = Applied.Nothing;
        Task<RunRecord> Ended(Ending ending) => RecordStage.RunAsync(run, ending, earlier, run.Time.GetElapsedTime(began));

        var faults = new FaultLedger(run.Journal, run.Start.RunId, run.Events);
        var taken = await TakeUpStage.RunAsync(run, faults);
        var locks = await LocksStage.RunAsync(run);
        if (locks.Ending is { } locked)
            return await Ended(locked);
        using var updatersKeptOut = locks.Value!;
        var preflight = await Preflight.RunAsync(run, taken, faults);
        if (preflight.Ending is { } unfit)
            return await Ended(unfit);
        earlier = await ServicesTakenUp.FinishAsync(run, taken, preflight.Value!, faults);
        if (run.Request.IsRepairOnly)
            return await RecordStage.RepairedAsync(run, preflight.Value!, run.Time.GetElapsedTime(began));
        if (run.ReasonToStop() is { } stopBeforeRefresh)
            return await Ended(stopBeforeRefresh);
        if (await ShortcutStage.IsUpToDateAsync(run))
            return await RecordStage.UnchangedAsync(run, earlier, run.Time.GetElapsedTime(began));
        var refreshed = await RefreshStage.RunAsync(run);
        if (refreshed.Ending is { } stale)
            return await Ended(stale);

        IReadOnlyList<BlockedPackage> blocked = [];
        for (var attempt = 1; ; attempt++)
        {
            var planned = await PlanStage.RunAsync(run, preflight.Value!, faults, blocked);
            if (planned.Ending is { } unplanned)
                return await Ended(unplanned);
            await ShortcutStage.RememberAsync(run, refreshed.Value!, planned.Value!);
            if (Preflight.Blocks(preflight.Value!, planned.Value!.Plan) is { } broken)
                return await Ended(broken);
            if (planned.Value!.Plan.IsEmpty)
            {
                var cleaned = await CleanupStage.RunAsync(run, planned.Value!.Plan, preflight.Value!.Before, preflight.Value!.Baseline, faults);
                return await RecordStage.RunAsync(run, refreshed.Value!, planned.Value!.Plan, 0, cleaned.And(earlier), run.Time.GetElapsedTime(began));
            }

            if (run.ReasonToStop() is { } stopBeforeDownload)
                return await Ended(stopBeforeDownload);

            var services = await ServicesBefore.FindAsync(run, planned.Value!.Plan);
            if (ServicesBefore.Blocked(services) is { Count: > 0 } waiting && blocked.Count == 0)
            {
                blocked = waiting;
                continue;
            }

            var staged = await DownloadStage.RunAsync(run, planned.Value!);
            if (staged.Ending is { } unfetched)
                return await Ended(unfetched);
            if (run.InstallFrom is { } from)
                return await RecordStage.PreparedAsync(run, refreshed.Value!, staged.Value!, from, earlier, run.Time.GetElapsedTime(began));

            var again = await PlanStage.SimulateAsync(run, planned.Value!.Preferences, preflight.Value!.Before);
            if (again.Ending is { } unplannedNow)
                return await Ended(unplannedNow);
            if (run.ReasonToStop() is { } stopBeforeInstall)
                return await Ended(stopBeforeInstall);
            if (again.Value!.DoesTheSameAs(planned.Value!.Plan))
            {
                using var watched = await ServicesBefore.SeeAsync(run, services);
                var applied = await InstallStage.RunAsync(run, staged.Value!, preflight.Value!, faults);
                applied = await ServicesAfter.RunAsync(run, watched, new ServiceUpgrade(planned.Value!.Plan.Changes, staged.Value!.Aside, preflight.Value!.Baseline, faults), applied);
                if (applied.IsHealthy)
                    applied = applied.And(await CleanupStage.RunAsync(run, again.Value!, await run.Driver.ReadInventoryAsync(CancellationToken.None), preflight.Value!.Baseline, faults));
                return await RecordStage.RunAsync(run, refreshed.Value!, planned.Value!.Plan, staged.Value!.FetchedBytes, applied.And(earlier), run.Time.GetElapsedTime(began));
            }

            if (attempt == PlanTries)
                return await Ended(new Ending(Outcome.Deferred, $"the plan changed {PlanTries} times between simulation and install; nothing was changed"));
            run.Events.Note("the plan changed between simulation and install; it is made anew");
        }
    }

    // A full disk or a vanished program in the middle of a run: what the host is now is asked, not guessed.
    private static async Task<Ending> EndingAfterAsync(RunContext run, Exception failure)
    {
        var cause = failure.Message;
        try
        {
            var health = await run.Driver.ReadHealthAsync(thorough: false, CancellationToken.None);
            if (health.IsClean)
                return new Ending(Outcome.FailedConsistent, $"{cause}; the package database is clean");
            return new Ending(Outcome.NeedsPerson, $"{cause}; the package database is not clean")
            {
                NeedsPerson = [.. health.Problems.Take(10), "make room or mend what is named above; the next run repairs the database by itself: kupkg run --now"],
            };
        }
        catch (Exception e) when (e is LaunchException or IOException or UnauthorizedAccessException)
        {
            return new Ending(Outcome.NeedsPerson, $"{cause}; then the package database could not be read: {e.Message}")
            {
                NeedsPerson = [$"see why the package database cannot be read: {e.Message}"],
            };
        }
    }
}
