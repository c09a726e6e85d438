using KuPkg.Agent.Contracts;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Runs.Services;

/// <summary>Which services a plan touches, and how they are before it: who was ill already is not blamed on the upgrade.</summary>
internal static class ServicesBefore
{
    // A kick takes no longer than its service's own start.
    private static readonly TimeSpan KickPatience = TimeSpan.FromMinutes(2);

    /// <summary>Finds the services that a plan touches, and makes the checks of those with a contract.</summary>
    public static async Task<IReadOnlyList<SeenService>> FindAsync(RunContext run, Plan plan)
    {
        if (run.Services is not { } desk)
            return [];
        RunStep? step = null;
        try
        {
            var touched = await desk.Finder.FindAsync(NamesOf(plan), run.Driver.FilesOf([.. plan.Changes.Where(static c => c.From is not null).Select(static c => c.Package)]), run.Stop);
            if (touched.Count == 0)
                return [];
            step = run.Events.Begin("before");
            var looks = await desk.Reader.LookAsync([.. touched.Select(static t => t.Contract)], run.Stop);
            var written = touched.Where((t, nr) => t.IsWritten && !looks[nr].IsStopped).ToList();
            var health = await Task.WhenAll(written.Select(async t => (t.Name, Results: await desk.Probe.CheckAsync(ChecksBefore(t.Contract), patience: null, run.Stop))));
            var illness = health.ToDictionary(static h => h.Name, static h => string.Join("; ", h.Results.Where(static r => !r.IsPassed).Select(static r => $"{r.Check.Words}: {r.Words}")));
            var seen = touched.Select((t, nr) => new SeenService(t, looks[nr], illness.GetValueOrDefault(t.Name, IllnessOf(looks[nr])))).ToList();
            foreach (var ill in seen.Where(static s => s.WasIll))
                run.Events.Warn($"{ill.Touched.Name} is ill before the upgrade already: {ill.Illness}");
            step.End(seen.Exists(static s => s.WasIll) ? StepResult.Partly : StepResult.Done, Summary(seen));
            return seen;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            step?.End(StepResult.Failed, "not looked at");
            run.Events.Warn($"the services that the plan touches could not be looked at, so that nothing proves them new afterwards: {e.Message}");
            return [];
        }
    }

    /// <summary>The packages that must wait, as a service of theirs is ill and its contract says that this blocks an upgrade.</summary>
    public static IReadOnlyList<BlockedPackage> Blocked(IReadOnlyList<SeenService> seen) =>
        [.. seen.Where(static s => s is { WasIll: true, Touched: { IsWritten: true, Contract.IsUpgradeBlockedWhenIll: true } }).SelectMany(static s => s.Touched.Packages.Select(p => new BlockedPackage(p, s.Touched.Name, s.Illness)))];

    /// <summary>Looks once more, just before the install, and writes down what is seen: a later run finishes with it what this one can not.</summary>
    public static async Task<WatchedServices> SeeAsync(RunContext run, IReadOnlyList<SeenService> found)
    {
        if (run.Services is not { } desk || found.Count == 0)
            return WatchedServices.None;
        var seen = found;
        try
        {
            var looks = await desk.Reader.LookAsync([.. found.Select(static s => s.Touched.Contract)], CancellationToken.None);
            seen = [.. found.Select((s, nr) => s with { Look = looks[nr] })];
        }
        catch (IOException e)
        {
            run.Events.Note($"what was seen of the services before the download counts, as they could not be looked at again: {e.Message}");
        }

        var watched = new WatchedServices(run.Start.RunId, seen);
        foreach (var service in seen.Where(static s => s.Touched.IsWritten))
        {
            if (await ServiceLock.TakeAsync(run.Paths.RuntimeDirectory, service.Touched.Name, KickPatience, run.Time) is { } held)
                watched.Hold(held);
            else
                run.Events.Note($"kupkg check --kick is at {service.Touched.Name} for more than {KickPatience.TotalMinutes:0} min; it is upgraded all the same");
        }

        run.Events.Emit(new ServicesSeen(seen) { At = run.Events.Now });
        foreach (var service in seen.Where(static s => s.Touched.IsWritten))
            run.Events.Emit(new ServiceStepped(service.Touched.Name, ServiceStep.Before, Word(service, service.WasIll ? $"ill: {service.Illness}" : "healthy"), Evidence(service.Look)) { At = run.Events.Now });
        return watched;
    }

    /// <summary>The names of the packages that a plan changes.</summary>
    public static IReadOnlySet<string> NamesOf(Plan plan) => plan.Changes.Select(static c => c.Package.Name).ToHashSet(StringComparer.Ordinal);

    private static List<ServiceCheck> ChecksBefore(ServiceContract contract) => [.. ContractProbe.ChecksOf(contract).Where(static c => c.At != CheckTime.After)];

    // Without a contract only the unit is judged, and only what is plainly wrong with it.
    private static string IllnessOf(ServiceLook look) => look.Unit is { ActiveState: "failed" or "activating" } unit ? $"{unit.Name} is {unit.Words}" : "";

    private static IReadOnlyList<string> Evidence(ServiceLook look) =>
        [.. look.Processes.Where(static p => p.Home is ProcessHome.OwnUnit or ProcessHome.Stray).Take(8).Select(static p => $"{p.Words} {p.Executable} ({p.Image}){(p.Listens.Count > 0 ? $", listens at {string.Join(", ", p.Listens)}" : "")}")];

    private static string Word(SeenService seen, string otherwise) => seen.Look.IsStopped ? "stopped" : otherwise;

    private static string Summary(List<SeenService> seen)
    {
        var written = seen.Where(static s => s.Touched.IsWritten).Select(static s => $"{s.Touched.Name} {Word(s, s.WasIll ? "ill" : "healthy")}").ToList();
        var others = seen.Count - written.Count;
        if (others > 0)
            written.Add(others == 1 ? $"{seen.First(static s => !s.Touched.IsWritten).Touched.Name} (no contract)" : $"{others} without a contract");
        return string.Join(", ", written);
    }
}
