using KuPkg.Agent.Drivers;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>The indexes after a refresh.</summary>
internal sealed record Refreshed(RefreshResult Result);

/// <summary>Fetches the indexes. A source that fails is named and left; only when no source could be refreshed does the run end here.</summary>
internal static class RefreshStage
{
    // A stalled refresh that was ended is tried once more: what has arrived is kept, and the mirror's name may lead elsewhere by now.
    private const int Tries = 2;

    public static async Task<StageResult<Refreshed>> RunAsync(RunContext run)
    {
        var step = run.Events.Begin("refresh");
        RefreshResult result;
        var tries = 0;
        var (distrusted, lockedOut) = (0, 0);
        var front = await run.Gateway.FrontAsync();

        // Once: what a try found to be wrong must be known in the next one.
        run.Gateway.BeginRefresh();
        while (true)
        {
            var tool = await run.Tools.RunAsync(run.Driver.Refresh(run.Folder, front));
            result = await run.Driver.ReadRefreshAsync(tool.End, CancellationToken.None);
            if (run.Stop.IsCancellationRequested)
                break;
            if (result.IsLockedOut && lockedOut++ < LocksStage.MostTimesAgain)
            {
                if (await LocksStage.AgainAsync(run) is { } ending)
                {
                    step.End(StepResult.Failed, "another package manager took the lock of the lists");
                    return ending;
                }

                continue;
            }

            if (!result.IsComplete && distrusted++ < run.Gateway.MostMirrors && run.Gateway.Distrust(tool.End))
            {
                run.Events.Note("a list did not have the content that was signed; it is fetched again from another mirror");
                continue;
            }

            if (!tool.End.WasKilled || ++tries == Tries)
                break;
            run.Events.Note("the refresh stalled and was ended; it is tried once more");
        }

        foreach (var source in result.Sources.Where(s => !s.IsFresh))
            run.Events.Warn($"not refreshed: {source.Name}: {source.Error}");

        var fresh = result.Sources.Count(s => s.IsFresh);
        var size = $"{result.FetchedBytes / 1048576.0:0.0} MiB";
        if (!result.IsUsable)
        {
            step.End(StepResult.Failed, $"none of {result.Sources.Count} sources could be refreshed");
            return new Ending(Outcome.FailedConsistent, $"no source could be refreshed: {result.Sources[0].Error}; nothing was changed");
        }

        var sources = result.Sources.Count == 1 ? "1 source" : $"{result.Sources.Count} sources";
        if (result.IsComplete)
            step.End(StepResult.Done, $"{sources}, {size}");
        else
            step.End(StepResult.Partly, $"{fresh} of {sources}, {size}");
        return new Refreshed(result);
    }
}
