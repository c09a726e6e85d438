using KuPkg.Agent.Drivers;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>A plan whose archives are at hand.</summary>
/// <param name="Planned">The plan.</param>
/// <param name="Aside">The outgoing versions that could be kept.</param>
/// <param name="FetchedBytes">What was fetched.</param>
internal sealed record Staged(Planned Planned, IReadOnlyList<KeptAside> Aside, long FetchedBytes);

/// <summary>Keeps the outgoing versions aside and fetches the incoming ones. Nothing of the host changes.</summary>
internal static class DownloadStage
{
    private const int Tries = 3;

    public static async Task<StageResult<Staged>> RunAsync(RunContext run, Planned planned)
    {
        var step = run.Events.Begin("download");
        var download = await FetchAsync(run, planned.Preferences);
        for (var again = 0; download.IsLockedOut && again < LocksStage.MostTimesAgain; again++)
        {
            if (await LocksStage.AgainAsync(run) is { } ending)
            {
                step.End(StepResult.Failed, "another package manager took a lock");
                return ending;
            }

            download = await FetchAsync(run, planned.Preferences);
        }

        if (download.Error is { } error)
        {
            step.End(StepResult.Failed, error);
            return new Ending(Outcome.FailedConsistent, $"the archives could not be fetched: {error}; nothing was changed");
        }

        var aside = await KeepAsideAsync(run, planned.Plan);
        await run.Gateway.EndAsync();
        var kept = aside.Count(a => a.Path is not null);
        var upgrades = aside.Count;
        step.End(StepResult.Done, $"{download.FetchedBytes / 1048576.0:0.0} MiB; {kept} of {upgrades} outgoing versions kept aside");
        return new Staged(planned, aside, download.FetchedBytes);
    }

    /// <summary>Fetches, and tries again what stalled and was ended, and from another mirror what had the wrong content: what has arrived is kept.</summary>
    public static async Task<DownloadResult> FetchAsync(RunContext run, RunPreferences preferences)
    {
        var distrusted = 0;
        for (var attempt = 1; ; attempt++)
        {
            var front = await run.Gateway.FrontAsync();
            await run.Gateway.ExpectAsync(preferences);
            if (front is null)
                await ResumeAsync(run, preferences);
            var tool = await run.Tools.RunAsync(run.Driver.Download(run.Folder, preferences, front));
            var result = run.Driver.ReadDownload(tool.End);
            if (result.Error is null || run.Stop.IsCancellationRequested)
                return result;
            if (distrusted++ < run.Gateway.MostMirrors && run.Gateway.Distrust(tool.End))
            {
                run.Events.Note("an archive did not have the content that the lists name; it is fetched again from another mirror");
                attempt--;
                continue;
            }

            if (!tool.End.WasKilled || attempt == Tries)
                return result;
            run.Events.Note($"the download stalled and was ended; try {attempt + 1} of {Tries}");
        }
    }

    private static async Task ResumeAsync(RunContext run, RunPreferences preferences)
    {
        try
        {
            var files = await run.Driver.PrepareResumeAsync(run.Folder, preferences, run.Settings.Mirrors, run.Settings.Download, run.Stop);
            if (files > 0)
                run.Events.Note($"{files} {(files == 1 ? "file goes" : "files go")} on from where an earlier download was ended");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LaunchException)
        {
            run.Events.Note($"what an earlier download left half is fetched anew: {e.Message}");
        }
    }

    private static async Task<IReadOnlyList<KeptAside>> KeepAsideAsync(RunContext run, Plan plan)
    {
        var kept = run.Driver.ReadAside(plan, await FetchAsideAsync(run, plan));
        var aside = await run.Driver.RebuildAsideAsync(plan, kept, run.Settings.Packages, run.Stop);
        if (aside.Count > 0)
            run.Events.Emit(new VersionsKept([.. aside.Select(Kept)]) { At = run.Events.Now });
        return aside;
    }

    // A host whose disk has no room for old versions is updated all the same: what is not kept is told as not restorable.
    private static async Task<ToolEnd?> FetchAsideAsync(RunContext run, Plan plan)
    {
        try
        {
            var tool = await run.Driver.KeepAsideAsync(run.Folder, plan, run.Settings.Packages, run.Stop, await run.Gateway.FrontAsync());
            return tool is null ? null : (await run.Tools.RunAsync(tool)).End;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            run.Events.Note($"no outgoing version is fetched to be kept aside: {e.Message}");
            return null;
        }
    }

    private static KeptVersion Kept(KeptAside kept) => new(kept.Change.Package, kept.Change.From!, kept.Origin, kept.Path is { } path ? new FileInfo(path).Length : 0, kept.Note);
}
