using KuPkg.Agent.Contracts;
using KuPkg.Agent.Drivers;
using KuPkg.Agent.Runs.Stages;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Services;

/// <summary>What the services need to be put back, beside what was seen of them.</summary>
/// <param name="Changes">What was to be installed.</param>
/// <param name="Aside">The outgoing versions that are at hand.</param>
/// <param name="Baseline">What was wrong with the database before.</param>
/// <param name="Faults">Where a version that fails is counted.</param>
internal sealed record ServiceUpgrade(IReadOnlyList<Change> Changes, IReadOnlyList<KeptAside> Aside, DatabaseHealth Baseline, FaultLedger Faults);

/// <summary>
/// Proves each service that an install touched new, alone and healthy, restarts what is old, and carries out the contract's remedies; and finds what else runs code that was replaced.
/// All services side by side; put-backs one after the other.
/// </summary>
internal static class ServicesAfter
{
    /// <summary>Goes through all services. One that cannot be looked at is neither proven nor ill: it stays open, and the next run goes on with it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="watched">The services as they were.</param>
    /// <param name="upgrade">What was installed.</param>
    /// <param name="applied">What came of it.</param>
    /// <param name="done">What this run has made of services already.</param>
    /// <returns>The same with what became of the services, and with the packages that were put back for one.</returns>
    public static async Task<Applied> RunAsync(RunContext run, WatchedServices watched, ServiceUpgrade upgrade, Applied applied, IReadOnlyList<ServiceRecord> done)
    {
        if (run.Services is not { } desk)
            return applied;
        var changed = applied.Packages.Where(static p => p.Result != PackageFate.Untouched).Select(static p => p.Change.Package.Name).ToHashSet(StringComparer.Ordinal);
        var seen = watched.Services.Where(s => s.Touched.Packages.Any(changed.Contains)).ToList();
        seen.AddRange(StaleServices.Find(run, desk, seen, done));
        if (seen.Count == 0)
        {
            Close(run, watched, []);
            return applied;
        }

        var step = run.Events.Begin("services");
        using var tools = desk.ToolsFor([.. seen.Select(static s => s.Touched.Contract)], new RunRenewalListener(run.Events), run.Stop);
        foreach (var service in seen.Where(static s => s.Touched.IsWritten))
            tools.Tell(service.Touched.Name, ServiceStep.Installed, string.Join(", ", applied.Packages.Where(p => service.Touched.Packages.Contains(p.Change.Package.Name)).Select(static p => $"{p.Change} {(p.Result == PackageFate.Updated ? "" : p.Result.Word())}".TrimEnd())), []);
        var renewed = await Task.WhenAll(seen.Select(async s => (Seen: s, Outcome: await RenewAsync(s, changed, tools))));

        var records = new List<ServiceRecord>();
        var remedies = new ServiceRemedies(run, upgrade, tools);
        foreach (var (service, outcome) in renewed)
        {
            if (outcome.Result is { } result)
                records.Add(await remedies.CarryOutAsync(service, result));
        }

        var ended = await remedies.FatesAsync(applied);
        List<(string Service, string Why)> unproven = [.. renewed.Where(static r => r.Outcome.Result is null).Select(static r => (r.Seen.Touched.Name, r.Outcome.Unseen))];
        Close(run, watched, unproven);
        Tell(run, records, renewed.Select(static r => r.Outcome.Result?.Remark ?? ""));
        step.End(unproven.Count > 0 ? StepResult.Failed : ResultOf(records), Summary(records, unproven));
        return ended with
        {
            Services = [.. records, .. done.Where(d => !records.Exists(r => r.Service == d.Service))],
            NeedsPerson = [.. ended.NeedsPerson, .. remedies.NeedsPerson],
            NewlyFailed =
            [
                .. ended.NewlyFailed,
                .. records.Where(static r => r.Result == ServiceFate.Ill).Select(static r => $"{r.Service} is ill: {r.Text}"),
                .. unproven.Select(static u => $"{u.Service} is not proven new and healthy, as it could not be looked at: {u.Why}; the next run goes on with it"),
            ],
        };
    }

    private static async Task<(RenewalResult? Result, string Unseen)> RenewAsync(SeenService service, HashSet<string> changed, RenewalTools tools)
    {
        try
        {
            var result = await new ServiceRenewal(service, IsOwnPackageChanged(service, changed), tools).RunAsync(service.Touched.Contract.OnFailure);
            return (StaleServices.Is(service) ? StaleServices.AsFound(service, result, await tools.LookAsync(service.Touched.Name)) : result, "");
        }
        catch (IOException e)
        {
            tools.Tell(service.Touched.Name, ServiceStep.Remark, $"it could not be looked at: {e.Message}", []);
            return (null, e.Message);
        }
    }

    // What was found by the code it runs alone is found by the next run again.
    private static void Close(RunContext run, WatchedServices watched, List<(string Service, string Why)> unproven)
    {
        if (watched.Services.Select(static s => s.Touched.Name).Where(n => !unproven.Exists(u => u.Service == n)).ToList() is { Count: > 0 } judged)
            run.Journal.CloseServices(watched.RunId, judged);
    }

    private static bool IsOwnPackageChanged(SeenService service, HashSet<string> changed) =>
        service.Touched.Touches.Any(t => t.Kind != TouchKind.MappedFile && changed.Contains(t.Package));

    private static void Tell(RunContext run, List<ServiceRecord> records, IEnumerable<string> remarks)
    {
        if (records.Where(static r => r.Result == ServiceFate.NeedsReboot).Select(static r => r.Service).ToList() is { Count: > 0 } rebooted)
            RequireReboot(run, rebooted);
        foreach (var remark in remarks.Where(static r => r.Length > 0))
            run.Events.Warn(remark);
    }

    private static void RequireReboot(RunContext run, IReadOnlyList<string> services)
    {
        try
        {
            run.Driver.RequireReboot(services);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            run.Events.Warn($"{string.Join(", ", services)}: the host needs a reboot, which could not be noted for reboot.when: {e.Message}; reboot it yourself: systemctl reboot");
        }
    }

    private static StepResult ResultOf(List<ServiceRecord> records) =>
        records.Exists(static r => r.Result == ServiceFate.Ill) ? StepResult.Failed
        : records.TrueForAll(static r => r.Result is ServiceFate.Healthy or ServiceFate.LeftAlone) ? StepResult.Done : StepResult.Partly;

    private static string Summary(List<ServiceRecord> records, List<(string Service, string Why)> unproven) => string.Join(
        "; ",
        records.GroupBy(static r => r.Result).OrderBy(static g => g.Key).Select(static g => $"{g.Key.Word().Replace('-', ' ')}: {Names(g.Select(static r => r.Service))}")
            .Concat(unproven.Count > 0 ? [$"not proven: {Names(unproven.Select(static u => u.Service))}"] : []));

    private static string Names(IEnumerable<string> services)
    {
        var names = services.ToList();
        return $"{string.Join(", ", names.Take(6))}{(names.Count > 6 ? $" and {names.Count - 6} more" : "")}";
    }
}
