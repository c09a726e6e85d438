using KuPkg.Agent.Drivers;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>What the run would do.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Before">What was installed.</param>
/// <param name="Preferences">What it was made with, the same for download and install.</param>
internal sealed record Planned(Plan Plan, Inventory Before, RunPreferences Preferences);

/// <summary>Asks the manager what it would do, and judges it.</summary>
internal static class PlanStage
{
    // Without a version that is too young another one may come in its place, which may be too young as well. So many in a row there are not.
    public const int AgeRounds = 5;

    public static async Task<StageResult<Planned>> RunAsync(RunContext run, Preflighted preflight, FaultLedger faults, IReadOnlyList<BlockedPackage> blocked)
    {
        var step = run.Events.Begin("plan");
        var aged = await SimulateOldEnoughAsync(run, Preferences.Of(run, preflight.Holds) with { Blocked = blocked }, preflight.Before);
        if (aged.Ending is { } ending)
        {
            step.End(StepResult.Failed, ending.Summary);
            return ending;
        }

        var preferences = aged.Value!.Preferences;
        var plan = await run.Driver.ExplainAsync(run.Folder, preferences, aged.Value!.Plan, run.Stop);
        foreach (var kept in plan.KeptBack)
            run.Events.Note($"kept back: {kept.Package} {kept.Installed} → {kept.Candidate}: {kept.Cause}{(kept.FreedBy.Length > 0 ? $"   {kept.FreedBy}" : "")}");
        var unmet = plan.IsEmpty ? [] : FileSystems.Unmet(run.Driver.SpaceNeeds(plan));
        if (unmet.Count > 0 && run.InstallFrom is null && FileSystems.Unmet([.. run.Driver.SpaceNeeds(plan).Where(static n => n.IsForKernel)]).Count > 0)
        {
            // Left to a healthy run it would never be done: none can be, without room for the kernel.
            step.End(StepResult.Partly, unmet[0]);
            var cleaned = await CleanupStage.RemoveAsync(run, plan with { Unused = [.. plan.Unused.Where(static u => CleanupPolicy.IsVersionedKernel(u.Package.Name))] }, preflight.Before, preflight.Baseline, faults);
            if (cleaned.NeedsPerson.Count > 0)
                return new Ending(Outcome.NeedsPerson, "the package database could not be repaired after old kernels were to be removed; nothing was installed") { NeedsPerson = cleaned.NeedsPerson };
            step = run.Events.Begin("plan");
            unmet = FileSystems.Unmet(run.Driver.SpaceNeeds(plan));
        }

        if (unmet.Count > 0)
        {
            step.End(StepResult.Failed, unmet[0]);
            return new Ending(Outcome.FailedConsistent, $"{string.Join("; ", unmet)}; nothing was changed");
        }

        step.End(plan.IsEmpty ? StepResult.Skipped : StepResult.Done, Summary(plan, preflight.Holds));
        return aged.Value! with { Plan = plan };
    }

    private static async Task<StageResult<Planned>> SimulateOldEnoughAsync(RunContext run, RunPreferences preferences, Inventory before)
    {
        var minAge = run.Request.Only.Count > 0 ? TimeSpan.Zero : run.Settings.Packages.MinAge;
        for (var round = 1; ; round++)
        {
            var simulation = await SimulateAsync(run, preferences, before);
            if (simulation.Ending is { } ending)
                return ending;
            var changes = simulation.Value!.Changes;
            var young = YoungVersion.Of(changes, run.Journal.FirstSeen(changes), minAge, run.Events.Now);
            if (changes.Count > 0)
                run.Journal.RecordSeen(changes, run.Events.Now);
            if (young.Count == 0)
                return new Planned(simulation.Value!, before, preferences);
            if (round == AgeRounds)
                return new Ending(Outcome.FailedConsistent, $"{run.Driver.Name} went on to plan versions that are younger than packages.min_age: {string.Join(", ", young.Select(static y => $"{y.Package} {y.Version}"))}; nothing was changed");
            preferences = preferences with { TooYoung = [.. preferences.TooYoung, .. young] };
        }
    }

    /// <summary>One simulation, judged.</summary>
    public static async Task<StageResult<Plan>> SimulateAsync(RunContext run, RunPreferences preferences, Inventory inventory)
    {
        var tool = await run.Tools.RunAsync(run.Driver.Simulate(run.Folder, preferences));
        var simulation = run.Driver.ReadSimulation(tool.End);
        if (simulation.Error is { } error)
            return new Ending(Outcome.FailedConsistent, $"{run.Driver.Name} could not plan: {error}; nothing was changed");
        return Planner.Decide(simulation.Proposal, run.Settings.Packages, preferences.Holds, inventory, run.Driver.Versions) switch
        {
            PlanDecision.Accepted accepted => accepted.Plan,
            PlanDecision.Refused refused => new Ending(Outcome.Refused, $"the plan was refused: {string.Join("; ", refused.Reasons)}; nothing was changed"),
            var other => throw new InvalidOperationException($"a plan decision without an answer: {other}"),
        };
    }

    public static string Summary(Plan plan, IReadOnlyList<Hold> holds)
    {
        var parts = new List<string>();
        var fresh = plan.Changes.Count(c => c.From is null);
        var upgrades = plan.Changes.Count - fresh;
        var security = plan.Changes.Count(c => c.IsSecurity);
        parts.Add(plan.IsEmpty ? "nothing to do" : security > 0 ? $"{upgrades} to upgrade ({security} security)" : $"{upgrades} to upgrade");
        if (fresh > 0)
            parts.Add($"{fresh} new");
        if (plan.KeptBack.Count > 0)
            parts.Add($"{plan.KeptBack.Count} kept back");
        if (holds.Count > 0)
            parts.Add($"{holds.Count} held");
        return string.Join(", ", parts);
    }
}
