using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Drivers.Apt;

/// <content>The straight way: refresh, plan, download, install.</content>
internal sealed partial class AptDriver
{
    public DateTimeOffset? ListsRefreshedAt()
    {
        string[] stamps = [_paths.RefreshStamp, _host.At("var/lib/apt/periodic/update-success-stamp")];
        var times = stamps.Where(File.Exists).Select(s => new DateTimeOffset(File.GetLastWriteTimeUtc(s))).ToList();

        // The directory changes when a list is replaced, by whomever; a refresh that found nothing new leaves it alone, so it may say too old, never too young.
        if (Directory.Exists(_paths.Lists) && Directory.EnumerateFiles(_paths.Lists, "*Release").Any())
            times.Add(new DateTimeOffset(Directory.GetLastWriteTimeUtc(_paths.Lists)));
        return times.Count > 0 ? times.Max() : null;
    }

    public DateTimeOffset? NewestReleaseDate() => ReleaseDates.Newest(_paths.Lists);

    public Tool Refresh(RunFolder folder, Front? front = null) =>
        Fetching(folder, "refresh", Phase.Refresh, front, [.. AptOptions.Refreshing, "update"]) with
        {
            GrowingDirectories = [_paths.PartialLists],
        };

    public async Task<RefreshResult> ReadRefreshAsync(ToolEnd end, CancellationToken stop)
    {
        var lines = OutputLines.Read(end.Tool.OutputPath).ToList();
        var output = UpdateOutput.Parse(lines);
        var isWhole = end is { WasKilled: false, Status.IsSuccess: true };
        var sources = isWhole ? output.Sources : Completed(output, await ExpectedSourcesAsync(stop), end);
        if (sources.Any(s => s.IsFresh) || (isWhole && sources.Count == 0))
            Touch(_paths.RefreshStamp);
        return new RefreshResult(sources, FetchOutput.Parse(lines).FetchedBytes) { IsLockedOut = LockedOut.Is(end) };
    }

    public Tool Simulate(RunFolder folder, RunPreferences preferences) =>
        AptGet(folder, "plan", Phase.Plan, [.. _preferences.Write(folder, preferences), "-o", "Dir::Log::Planner=/dev/null", "-s", "-V", .. AptOptions.Upgrade(preferences.Settings)]);

    public SimulationResult ReadSimulation(ToolEnd end)
    {
        var output = SimulationOutput.Parse(OutputLines.Read(end.Tool.OutputPath));
        return end is { WasKilled: false, Status.IsSuccess: true }
            ? new SimulationResult(new Plan(output.Changes, output.KeptBack) { Unused = output.Unused }, output.Removals, null)
            : new SimulationResult(Plan.Nothing, output.Removals, Failure(end, output.Errors));
    }

    public async Task<Plan> ExplainAsync(RunFolder folder, RunPreferences preferences, Plan plan, CancellationToken stop)
    {
        var options = _preferences.Write(folder, preferences);
        var keptBack = await new KeptBackReasons(_queries).OfAsync(plan.KeptBack, options, stop);
        if (options.Count > 0)
            keptBack = [.. keptBack, .. await ExcludedAsync(preferences, plan, stop)];
        plan = plan with { KeptBack = keptBack };
        if (plan.IsEmpty)
            return plan;

        var uris = await PrintUrisAsync(options, preferences, stop);
        var printed = PrintedUris.Parse(AptQueries.Lines(uris.Output));
        return uris.IsSuccess ? plan with { DownloadBytes = printed.DownloadBytes, GrowthBytes = printed.GrowthBytes } : plan;
    }

    private Task<ShortResult> PrintUrisAsync(
        IReadOnlyList<string> options, RunPreferences preferences, CancellationToken stop, IReadOnlyDictionary<string, string>? environment = null) =>
        _queries.RunAsync("apt-get", [.. AptOptions.Always, .. options, "-y", "--print-uris", .. AptOptions.Upgrade(preferences.Settings)], stop, environment);

    public Tool Download(RunFolder folder, RunPreferences preferences, Front? front = null) =>
        Fetching(
            folder, "download", Phase.Download, front,
            [.. _preferences.Write(folder, preferences), .. AptOptions.Changing, .. AptOptions.Upgrade(preferences.Settings), "--download-only"]) with
        {
            GrowingDirectories = [_paths.PartialArchives],
        };

    public DownloadResult ReadDownload(ToolEnd end)
    {
        var output = FetchOutput.Parse(OutputLines.Read(end.Tool.OutputPath));
        var error = end is { WasKilled: false, Status.IsSuccess: true } ? null : Failure(end, output.Errors);
        return new DownloadResult(error, output.FetchedBytes) { Missing = output.MissingPackages, IsLockedOut = LockedOut.Is(end) };
    }

    public Tool Install(RunFolder folder, RunPreferences preferences) =>
        _tools.Changing(
            folder, "install", "install", Phase.Install, "apt-get",
            [
                .. AptOptions.Always, .. _preferences.Write(folder, preferences), .. AptOptions.Changing, .. AptOptions.StatusFd,
                .. AptOptions.Upgrade(preferences.Settings), .. LocalSources.AreThere(_host) ? Array.Empty<string>() : ["--no-download"],
            ]);

    public InstallResult ReadInstall(ToolEnd end)
    {
        var said = InstallOutput.Parse(OutputLines.Read(end.Tool.OutputPath), end.Tool.StatusPath is null ? [] : OpenProgress(end.Tool).Read());

        // "dependency problems - leaving unconfigured": the package waits for another one, which failed; it is not itself to blame.
        return said with
        {
            Failures = said.Failures.Where(f => !f.Value.Contains("dependency problems", StringComparison.Ordinal)).ToDictionary(f => f.Key, f => f.Value),
        };
    }

    // What apt would do without the run's own preferences, and does not do with them.
    private async Task<IEnumerable<KeptBack>> ExcludedAsync(RunPreferences preferences, Plan plan, CancellationToken stop)
    {
        var all = await _queries.RunAsync("apt-get", [.. AptOptions.Always, "-o", "Dir::Log::Planner=/dev/null", "-s", "-V", .. AptOptions.Upgrade(preferences.Settings)], stop);
        var known = plan.Changes.Select(c => (c.Package, c.To)).Concat(plan.KeptBack.Select(k => (k.Package, (string?)k.Candidate))).ToHashSet();
        var keptBack = plan.KeptBack.Where(KeptBackCause.IsOpen).Select(k => k.Package.Name).ToHashSet();
        return SimulationOutput.Parse(AptQueries.Lines(all.Output)).Changes
            .Where(c => c.From is not null && !known.Contains((c.Package, c.To)) && !keptBack.Contains(c.Package.Name))
            .Select(c => KeptBackReasons.Excluded(c, preferences));
    }

    private async Task<IReadOnlyList<string>> ExpectedSourcesAsync(CancellationToken stop)
    {
        var uris = await _queries.RunAsync("apt-get", ["update", "--print-uris"], stop);
        return [.. AptQueries.Lines(uris.Output).Select(SourceName.OfUri).OfType<string>().Distinct()];
    }

    // A source that apt did not come to speak of was not reached; an error about no source in particular was in the way of them all.
    private static List<SourceResult> Completed(UpdateOutput output, IReadOnlyList<string> expected, ToolEnd end)
    {
        var general = output.GeneralErrors.Count > 0 ? string.Join("; ", output.GeneralErrors) : null;
        List<SourceResult> sources = [.. output.Sources.Select(s => s is { IsFresh: true } && end.WasKilled ? s with { IsFresh = false, Error = "was ended before it was complete" } : s)];
        var known = sources.Select(s => s.Name).ToHashSet();
        sources.AddRange(expected.Where(e => !known.Contains(e) && !IsOfList(e)).Select(e => new SourceResult(e, IsFresh: false, general ?? "was not reached")));

        if (sources.Count == 0 || (general is not null && sources.All(s => s.IsFresh)))
            sources.Add(new SourceResult("apt-get update", IsFresh: false, general ?? Failure(end, [])));
        return sources;

        // A source of a mirror list is named by the list here, and by the mirror that gave it in the output.
        bool IsOfList(string name) =>
            name.StartsWith("mirror", StringComparison.Ordinal)
            && output.Sources.Any(s => s.IsFresh && !expected.Contains(s.Name) && s.Name[s.Name.LastIndexOf(' ')..] == name[name.LastIndexOf(' ')..]);
    }

    private void Touch(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, []);
        File.SetLastWriteTimeUtc(path, _time.GetUtcNow().UtcDateTime);
    }
}
