using KuPkg.Agent.Config;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>
/// Asks the sources, before the package manager is started at all, whether anything can have changed since a plan that found nothing to do. Any doubt leads the whole way.
/// </summary>
internal static class ShortcutStage
{
    /// <summary>Whether the run may end here.</summary>
    public static async Task<bool> IsUpToDateAsync(RunContext run)
    {
        if (run.Request.IsFull || run.Request.Only.Count > 0 || run.Unfinished.Count > 0 || run.Journal.NothingToDo() is not { } known)
            return false;
        ShortcutDecision? decision = ShortcutDecision.BeforeAsking(known, Fingerprint(run), run.Events.Now);
        if (decision is null)
        {
            var step = run.Events.Begin("ask");
            decision = await AskAsync(run, known);
            if (decision is ShortcutDecision.UpToDate upToDate)
            {
                step.End(StepResult.Done, upToDate.Summary);
                return true;
            }

            step.End(StepResult.Skipped, decision is ShortcutDecision.WholeWay way ? way.Why : "");
        }

        return false;
    }

    /// <summary>Remembers that a plan found nothing to do, if nothing but a change of what it was made from can make the next one differ.</summary>
    public static void Remember(RunContext run, Refreshed refreshed, Planned planned)
    {
        if (run.Request.Only.Count > 0)
            return;
        var depends = !planned.Plan.IsEmpty || planned.Plan.KeptBack.Count > 0 || planned.Preferences.TooYoung.Count > 0 || planned.Preferences.Paused.Count > 0;
        NothingToDo? known = depends || !refreshed.Result.IsComplete || Fingerprint(run) is not { } fingerprint
            ? null
            : new NothingToDo(run.Start.RunId, run.Events.Now, fingerprint, run.Driver.ListsValidUntil());
        if (known is not null || run.Journal.NothingToDo() is not null)
            run.Journal.SetNothingToDo(known);
    }

    // The settings too, wherever they come from: one that was given on the command line is in no file.
    private static string? Fingerprint(RunContext run) =>
        run.Driver.Fingerprint(string.Join('\n', SettingKeys.All.Select(key => key.Write(run.Settings))));

    private static async Task<ShortcutDecision> AskAsync(RunContext run, NothingToDo known)
    {
        try
        {
            return ShortcutDecision.Decide(known, await run.Driver.AskSourcesAsync(run.Settings.Mirrors, run.Settings.Download, run.Stop));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LaunchException or OperationCanceledException)
        {
            return new ShortcutDecision.WholeWay($"the sources could not be asked: {e.Message}");
        }
    }
}
