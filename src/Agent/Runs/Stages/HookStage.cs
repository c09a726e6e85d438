using KuPkg.Agent.Shell;
using KuPkg.Policy.Hooks;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>
/// The operator's hooks at the four points of a run. One that fails before something stops the run; one that fails after the install makes the run a failed one; one that fails after the
/// run is only told. A run that is only to mend has none.
/// </summary>
internal static class HookStage
{
    /// <summary>Before the lists are fetched.</summary>
    /// <returns>Why the run ends here; null: it goes on.</returns>
    public static async Task<Ending?> BeforeRefreshAsync(RunContext run) =>
        EndingOf(run, await run.Hooks.RunAsync(new HookFacts(HookPoint.PreRefresh, run.Start)), "changed");

    /// <summary>Before the install begins.</summary>
    /// <returns>How many hooks were started; or why the run ends here.</returns>
    public static async Task<(int Begun, Ending? Ending)> BeforeInstallAsync(RunContext run, Plan plan)
    {
        run.Hooks.Changes = plan.Changes;
        var visit = await run.Hooks.RunAsync(new HookFacts(HookPoint.PreInstall, run.Start) { Changes = plan.Changes });
        return (visit.Begun, EndingOf(run, visit, "installed"));
    }

    /// <summary>The install, and what comes after it, whatever came of it.</summary>
    public static async Task<Applied> AroundInstallAsync(RunContext run, Func<Task<Applied>> install)
    {
        Applied applied;
        try
        {
            applied = await install();
        }
        catch (Exception e) when (e is LaunchException or IOException or UnauthorizedAccessException)
        {
            var ending = await BrokenOff.EndingAsync(run, e);
            foreach (var failure in (await AfterInstallAsync(run, HookStory.Of(RunVerdict.OfEnding(ending.Outcome, ending.Summary), []))).Failures)
                run.Events.Warn(failure.Words);
            throw;
        }

        var verdict = RunVerdict.Of(applied.Packages, applied.NeedsPerson, applied.NewlyFailed, run.Driver.RebootNeeded());
        var visit = await AfterInstallAsync(run, HookStory.Of(verdict, applied.Packages) with { NeedsPerson = applied.NeedsPerson, Warnings = run.Events.Warnings });
        return visit.Failures.Count == 0 ? applied : applied with { NewlyFailed = [.. applied.NewlyFailed, .. visit.Failures.Select(static f => f.Words)] };
    }

    /// <summary>After the run, which is written down: what fails here is added to its warnings and changes nothing of what it came to.</summary>
    public static async Task AfterRunAsync(RunContext run, RunRecord record)
    {
        if (run.Request.IsRepairOnly)
            return;
        var visit = await run.Hooks.RunAsync(new HookFacts(HookPoint.PostRun, run.Start) { Changes = run.Hooks.Changes, Story = HookStory.Of(record) });
        foreach (var failure in visit.Failures)
            run.Events.Warn(failure.Words);
    }

    private static Task<Hooks.HookVisit> AfterInstallAsync(RunContext run, HookStory story) =>
        run.Hooks.RunAsync(new HookFacts(HookPoint.PostInstall, run.Start) { Changes = run.Hooks.Changes, Story = story });

    // A run that is asked to stop ends so whatever its hook came to: the hook may have been asked too.
    private static Ending? EndingOf(RunContext run, Hooks.HookVisit visit, string what) =>
        run.ReasonToStop() ?? (visit.Failures is [var failure, ..] ? new Ending(Outcome.FailedConsistent, $"nothing was {what}, because {failure.Words}") : null);
}
