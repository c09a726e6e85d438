using KuPkg.Agent.Drivers;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>What the install did, read from the package database.</summary>
/// <param name="Packages">What became of each package of the plan.</param>
/// <param name="NeedsPerson">What a person must do; empty when nobody is needed.</param>
/// <param name="NewlyFailed">What failed besides packages: a hook that hung.</param>
internal sealed record Applied(IReadOnlyList<PackageResult> Packages, IReadOnlyList<string> NeedsPerson, IReadOnlyList<string> NewlyFailed);

/// <summary>
/// Installs the plan. What hangs or fails is ended, the database repaired, the version tried again, then put back and held,
/// until the plan is done or nothing more of it can be done.
/// </summary>
internal static class InstallStage
{
    public static async Task<Applied> RunAsync(RunContext run, Staged staged, Preflighted preflight)
    {
        var step = run.Events.Begin("install");
        var plan = staged.Planned.Plan;
        var faults = new FaultLedger(run.Journal, run.Start.RunId, run.Events);
        var holds = preflight.Holds.ToList();
        var putBack = new HashSet<PackageId>();
        List<string> needsPerson = [], newlyFailed = [];
        var remaining = plan;

        // Each round either finishes, or places a hold, or uses up a try: a plan of n packages ends after at most n × tries rounds.
        while (!remaining.IsEmpty)
        {
            var tool = await run.Tools.RunAsync(run.Driver.Install(run.Folder, Preferences.Of(run, holds)));
            var said = run.Driver.ReadInstall(tool.End);
            var inventory = await run.Driver.ReadInventoryAsync(CancellationToken.None);
            var blamed = Blame(remaining, tool, said, inventory, faults);
            newlyFailed.AddRange(HooksThatHung(tool));

            var rescued = await Rescue.RunAsync(run, plan.Changes, staged.Aside, faults, preflight.Baseline);
            putBack.UnionWith(rescued.PutBack);
            needsPerson.AddRange(rescued.NeedsPerson);

            inventory = await run.Driver.ReadInventoryAsync(CancellationToken.None);
            var held = HoldWhatKeepsFailing(run, remaining, inventory, rescued, faults, holds);
            var missing = remaining.Changes.Where(c => !IsDone(c, inventory)).ToList();
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

            var next = await PlanStage.SimulateAsync(run, holds, inventory);
            if (next.Ending is { } cannot)
            {
                ExplainStop(missing, cannot.Summary, faults);
                break;
            }

            remaining = await run.Driver.ExplainAsync(run.Folder, Preferences.Of(run, holds), next.Value!, CancellationToken.None);
            ExplainKeptBack(remaining, faults);
            if (!remaining.IsEmpty && (await DownloadStage.FetchAsync(run, holds)).Error is { } error)
            {
                ExplainStop(missing, $"its archive could not be fetched again: {error}", faults);
                break;
            }
        }

        EndHoldsThatServedTheirTime(run, holds, await run.Driver.ReadInventoryAsync(CancellationToken.None));
        var after = await run.Driver.ReadInventoryAsync(CancellationToken.None);
        var packages = PackageFates.Read(plan.Changes, after, putBack, faults.Causes);
        var updated = packages.Count(p => p.Result == PackageFate.Updated);
        step.End(
            updated == packages.Count ? StepResult.Done : updated > 0 ? StepResult.Partly : StepResult.Failed,
            $"{updated} of {packages.Count} packages updated");
        return new Applied(packages, needsPerson, newlyFailed);
    }

    private static bool IsDone(Change change, Inventory inventory) =>
        inventory.Find(change.Package) is var row && change.To is { } version
            ? row is { State: PackageState.Installed } && row.Version == version
            : row is null or { State: PackageState.NotInstalled };

    private static int Blame(Plan plan, ToolRun tool, InstallResult said, Inventory after, FaultLedger faults)
    {
        var blamed = 0;
        foreach (var change in plan.Changes.Where(c => !IsDone(c, after)))
        {
            if (Rescue.FaultOf(change.Package.Name, tool, said.Failures) is { } why)
            {
                faults.Blame(change, why);
                blamed++;
            }
        }

        return blamed;
    }

    // A hook belongs to no package: there is nothing to put back or hold, but the operator must know of it.
    private static IEnumerable<string> HooksThatHung(ToolRun tool) =>
        tool.Report.Kills.Where(k => k.Plan.IsKill && k.Plan.Package is null)
            .Select(k => $"a hook of the package manager ({k.Plan.Target}) hung and was ended: {k.Plan.Why.Split(';')[0]}");

    private static int HoldWhatKeepsFailing(
        RunContext run, Plan plan, Inventory inventory, Rescued rescued, FaultLedger faults, List<Hold> holds)
    {
        var placed = 0;
        foreach (var change in plan.Changes)
        {
            var isAtFault = rescued.GivenUp.Contains(change) || faults.TriesOf(change) >= run.Settings.Repair.Tries;
            if (!isAtFault || IsDone(change, inventory) || change.To is null || holds.Any(h => h.Package == change.Package && h.Version == change.To))
                continue;
            var hold = faults.HoldOf(change);
            holds.Add(hold);
            run.Driver.WriteHolds(holds);
            run.Events.Emit(new HoldPlaced(hold) { At = run.Events.Now });
            placed++;
        }

        return placed;
    }

    private static void EndHoldsThatServedTheirTime(RunContext run, List<Hold> holds, Inventory inventory)
    {
        var ended = holds.Where(h => inventory.Find(h.Package) is { State: PackageState.Installed } row && row.Version != h.Version
            && run.Driver.Versions.Compare(row.Version, h.Version) > 0).ToList();
        foreach (var hold in ended)
        {
            holds.Remove(hold);
            run.Journal.EndHold(hold, run.Events.Now, $"{inventory.Find(hold.Package)!.Version} is installed");
            run.Events.Note($"the hold on {hold.Package} {hold.Version} has ended: {inventory.Find(hold.Package)!.Version} is installed");
        }

        if (ended.Count > 0)
            run.Driver.WriteHolds(holds);
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
