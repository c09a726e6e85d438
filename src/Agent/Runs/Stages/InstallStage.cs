using KuPkg.Agent.Drivers;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>What the install did, read from the package database.</summary>
/// <param name="Packages">What became of each package of the plan.</param>
/// <param name="NeedsPerson">What a person must do; empty when nobody is needed.</param>
/// <param name="NewlyFailed">What failed besides packages: a hook that hung.</param>
internal sealed record Applied(IReadOnlyList<PackageResult> Packages, IReadOnlyList<string> NeedsPerson, IReadOnlyList<string> NewlyFailed)
{
    public static Applied Nothing { get; } = new([], [], []);

    /// <summary>What became of the services that it touched.</summary>
    public IReadOnlyList<ServiceRecord> Services { get; init; } = [];

    /// <summary>Whether all is as it was meant to be.</summary>
    public bool IsHealthy => NeedsPerson.Count == 0 && NewlyFailed.Count == 0 && Packages.All(static p => p.Result == PackageFate.Updated) && Services.All(static s => s.Result is not ServiceFate.Ill);

    /// <summary>Both together. What is told of a package here counts before what the other says of it.</summary>
    public Applied And(Applied earlier)
    {
        var own = Packages.Select(static p => p.Change.Package).ToHashSet();
        return new([.. Packages, .. earlier.Packages.Where(p => !own.Contains(p.Change.Package))], [.. NeedsPerson, .. earlier.NeedsPerson], [.. earlier.NewlyFailed, .. NewlyFailed])
        {
            Services = [.. Services, .. earlier.Services.Where(e => !Services.Any(s => s.Service == e.Service))],
        };
    }
}

/// <summary>
/// Installs the plan. What hangs or fails is ended, the database repaired, the version tried again, then put back and held,
/// until the plan is done or nothing more of it can be done.
/// </summary>
internal static class InstallStage
{
    public static async Task<Applied> RunAsync(RunContext run, Staged staged, Preflighted preflight, FaultLedger faults)
    {
        var step = run.Events.Begin("install");
        var plan = staged.Planned.Plan;
        run.Events.Emit(new PlanMade(plan.Changes) { At = run.Events.Now });
        var keeper = new HoldKeeper(run, faults, preflight.Holds);
        var putBack = new HashSet<PackageId>();
        List<string> needsPerson = [], newlyFailed = [];
        RunPreferences Preferences() => staged.Planned.Preferences with { Holds = keeper.Holds };

        var remaining = plan;

        // Each round either finishes, or places a hold, or uses up a try: a plan of n packages ends after at most n × tries rounds.
        while (!remaining.IsEmpty)
        {
            var tool = await run.Tools.RunAsync(run.Driver.Install(run.Folder, Preferences()));
            var said = run.Driver.ReadInstall(tool.End);
            var inventory = await run.Driver.ReadInventoryAsync(CancellationToken.None);
            var blamed = faults.BlameFor(tool, said, remaining.Changes, inventory);
            newlyFailed.AddRange(HooksThatHung.Of(tool));

            var rescued = await Rescue.RunAsync(run, plan.Changes, staged.Aside, faults, preflight.Baseline);
            putBack.UnionWith(rescued.PutBack);
            needsPerson.AddRange(rescued.NeedsPerson);

            inventory = await run.Driver.ReadInventoryAsync(CancellationToken.None);
            var held = keeper.HoldWhatKeepsFailing(remaining.Changes, inventory, rescued);
            var missing = remaining.Changes.Where(c => !c.IsDoneIn(inventory)).ToList();
            if (missing.Count == 0 || needsPerson.Count > 0 || !rescued.IsClean)
                break;
            if (blamed == 0 && held == 0)
            {
                ExplainWhatWasLeft(missing, said, faults);
                break;
            }

            if (run.ReasonToStop() is { } stop || tool.Report.IsOverBudget)
            {
                ExplainStop(missing, run.ReasonToStop()?.Summary ?? "limits.install.budget was exceeded, and no new step was begun", faults);
                break;
            }

            var next = await PlanStage.SimulateAsync(run, Preferences(), inventory);
            if (next.Ending is { } cannot)
            {
                ExplainStop(missing, cannot.Summary, faults);
                break;
            }

            remaining = await run.Driver.ExplainAsync(run.Folder, Preferences(), next.Value!, CancellationToken.None);
            ExplainKeptBack(remaining, faults);
            if (!remaining.IsEmpty && (await DownloadStage.FetchAsync(run, Preferences())).Error is { } error)
            {
                ExplainStop(missing, $"its archive could not be fetched again: {error}", faults);
                break;
            }
        }

        var after = await run.Driver.ReadInventoryAsync(CancellationToken.None);
        keeper.EndThoseThatServedTheirTime(after);
        keeper.CloseBreakersOf(plan.Changes, after);
        var packages = PackageFates.Read(plan.Changes, after, putBack, faults.Causes);
        var updated = packages.Count(p => p.Result == PackageFate.Updated);
        step.End(
            updated == packages.Count ? StepResult.Done : updated > 0 ? StepResult.Partly : StepResult.Failed,
            $"{updated} of {packages.Count} packages updated");
        return new Applied(packages, needsPerson, newlyFailed);
    }

    private static void ExplainWhatWasLeft(List<Change> missing, InstallResult said, FaultLedger faults)
    {
        foreach (var change in missing)
            faults.Explain(change.Package.Name, new Cause(said.Errors.Count > 0 ? string.Join("; ", said.Errors.Take(3)) : Cause.Unknown.Why, ""));
    }

    private static void ExplainStop(List<Change> missing, string why, FaultLedger faults)
    {
        foreach (var change in missing)
            faults.Explain(change.Package.Name, new Cause(why, "kupkg run --now"));
    }

    private static void ExplainKeptBack(Plan plan, FaultLedger faults)
    {
        foreach (var kept in plan.KeptBack)
            faults.Explain(kept.Package.Name, new Cause(kept.Cause, kept.FreedBy));
    }
}
