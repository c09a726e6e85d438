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
        if (ShortcutDecision.BeforeAsking(known, Fingerprint(run), run.Events.Now) is not null)
            return false;
        var step = run.Events.Begin("ask");
        var decision = await AskAsync(run, known);
        if (decision is ShortcutDecision.UpToDate upToDate)
        {
            step.End(StepResult.Done, upToDate.Summary);
            return true;
        }

        step.End(StepResult.Skipped, ((ShortcutDecision.WholeWay)decision).Why);
        return false;
    }

    /// <summary>Remembers that a plan found nothing to do, if nothing but a change of what it was made from can make the next one differ.</summary>
    public static async Task RememberAsync(RunContext run, Refreshed refreshed, Planned planned)
    {
        if (run.Request.Only.Count > 0)
            return;
        var waits = planned.Plan.KeptBack.Any(static k => k.MayComeByItself) || planned.Preferences.TooYoung.Count > 0 || planned.Preferences.Paused.Count > 0 || planned.Preferences.Blocked.Count > 0;
        var known = !planned.Plan.IsEmpty || waits || !refreshed.Result.IsComplete ? null : await NothingToDoAsync(run);
        if (known is not null || run.Journal.NothingToDo() is not null)
            run.Journal.SetNothingToDo(known);
    }

    private static async Task<NothingToDo?> NothingToDoAsync(RunContext run)
    {
        try
        {
            if (Fingerprint(run) is not { } fingerprint || await run.Driver.PrepareShortcutAsync(fingerprint, run.Stop) is not null)
                return null;
            return new NothingToDo(run.Start.RunId, run.Events.Now, fingerprint, run.Driver.ListsValidUntil());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LaunchException or OperationCanceledException)
        {
            run.Events.Note($"the next run cannot be a short one: {e.Message}");
            return null;
        }
    }

    // The settings too, wherever they come from: one that was given on the command line is in no file.
    private static string? Fingerprint(RunContext run) =>
        run.Driver.Fingerprint(string.Join('\n', SettingKeys.All.Select(key => key.Write(run.Settings))));

    private static async Task<ShortcutDecision> AskAsync(RunContext run, NothingToDo known)
    {
        try
        {
            return ShortcutDecision.Decide(known, await run.Driver.AskSourcesAsync(known.Fingerprint, run.Settings.Mirrors, run.Settings.Download, run.Stop));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LaunchException or OperationCanceledException)
        {
            return new ShortcutDecision.WholeWay($"the sources could not be asked: {e.Message}");
        }
    }
}
