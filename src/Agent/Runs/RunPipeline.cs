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
            return await RecordStage.RunAsync(run, await BrokenOff.EndingAsync(run, e), Applied.Nothing, run.Time.GetElapsedTime(began));
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
        earlier = await ServicesTakenUp.FinishAsync(run, preflight.Value!, faults);
        if (run.Request.IsRepairOnly)
            return await RecordStage.RepairedAsync(run, preflight.Value! with { Earlier = earlier }, run.Time.GetElapsedTime(began));
        if (run.ReasonToStop() is { } stopBeforeRefresh)
            return await Ended(stopBeforeRefresh);
        if (await ShortcutStage.IsUpToDateAsync(run))
            return await RecordStage.UnchangedAsync(run, earlier, run.Time.GetElapsedTime(began));
        if (await HookStage.BeforeRefreshAsync(run) is { } hooked)
            return await Ended(hooked);
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

            // What waits for its window touches nothing yet.
            IReadOnlyList<SeenService> services = run.InstallFrom is null ? await ServicesBefore.FindAsync(run, planned.Value!.Plan) : [];
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

            var settled = await SettleAsync(run, planned.Value!, preflight.Value!);
            if (settled.Ending is { } unsettled)
                return await Ended(unsettled);
            if (settled.Value!.IsSame)
            {
                var upgrade = new ServiceUpgrade(planned.Value!.Plan.Changes, staged.Value!.Aside, preflight.Value!.Baseline, faults);
                var applied = await HookStage.AroundInstallAsync(run, async () =>
                {
                    using var watched = await ServicesBefore.SeeAsync(run, services);
                    return await ServicesAfter.RunAsync(run, watched, upgrade, await InstallStage.RunAsync(run, staged.Value!, preflight.Value!, faults), earlier.Services);
                });
                if (applied.IsHealthy)
                    applied = applied.And(await CleanupStage.RunAsync(run, settled.Value!.Plan, await run.Driver.ReadInventoryAsync(CancellationToken.None), preflight.Value!.Baseline, faults));
                return await RecordStage.RunAsync(run, refreshed.Value!, planned.Value!.Plan, staged.Value!.FetchedBytes, applied.And(earlier), run.Time.GetElapsedTime(began));
            }

            if (attempt == PlanTries)
                return await Ended(new Ending(Outcome.Deferred, $"the plan changed {PlanTries} times between simulation and install; nothing was changed"));
            run.Events.Note("the plan changed between simulation and install; it is made anew");
        }
    }

    // The simulation just before the install, and the hooks before it: what is simulated differently from what was planned is planned anew.
    private static async Task<StageResult<Settled>> SettleAsync(RunContext run, Planned planned, Preflighted preflight)
    {
        for (var hasHooks = true; ;)
        {
            var again = await PlanStage.SimulateAsync(run, planned.Preferences, preflight.Before);
            if (again.Ending is { } unplannedNow)
                return unplannedNow;
            if (run.ReasonToStop() is { } stopBeforeInstall)
                return stopBeforeInstall;
            if (!hasHooks || !again.Value!.DoesTheSameAs(planned.Plan))
                return new Settled(again.Value!, again.Value!.DoesTheSameAs(planned.Plan));
            var (begun, stopped) = await HookStage.BeforeInstallAsync(run, planned.Plan);
            if (stopped is not null)
                return stopped;

            // They may have taken minutes, and may have changed packages themselves: it is simulated once more.
            if (begun == 0)
                return new Settled(again.Value!, true);
            hasHooks = false;
        }
    }

    /// <summary>The newest simulation.</summary>
    /// <param name="Plan">What it says.</param>
    /// <param name="IsSame">Whether it does what was planned and downloaded.</param>
    private sealed record Settled(Plan Plan, bool IsSame);
}
