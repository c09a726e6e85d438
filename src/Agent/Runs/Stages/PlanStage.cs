using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>What the run would do, and what was installed when it was planned.</summary>
internal sealed record Planned(Plan Plan, Inventory Before);

/// <summary>Asks the manager what it would do, and judges it.</summary>
internal static class PlanStage
{
    public static async Task<StageResult<Planned>> RunAsync(RunContext run, Preflighted preflight)
    {
        var step = run.Events.Begin("plan");
        var simulation = await SimulateAsync(run, preflight.Holds, preflight.Before);
        if (simulation.Ending is { } ending)
        {
            step.End(StepResult.Failed, ending.Summary);
            return ending;
        }

        var plan = await run.Driver.ExplainAsync(run.Folder, Preferences.Of(run, preflight.Holds), simulation.Value!, run.Stop);
        foreach (var kept in plan.KeptBack)
            run.Events.Note($"kept back: {kept.Package} {kept.Installed} → {kept.Candidate}: {kept.Cause}{(kept.FreedBy.Length > 0 ? $"   {kept.FreedBy}" : "")}");
        var unmet = plan.IsEmpty ? [] : FileSystems.Unmet(run.Driver.SpaceNeeds(plan));
        if (unmet.Count > 0)
        {
            step.End(StepResult.Failed, unmet[0]);
            return new Ending(Outcome.FailedConsistent, $"{string.Join("; ", unmet)}; nothing was changed");
        }

        step.End(plan.IsEmpty ? StepResult.Skipped : StepResult.Done, Summary(plan, preflight.Holds));
        return new Planned(plan, preflight.Before);
    }

    /// <summary>One simulation, judged.</summary>
    public static async Task<StageResult<Plan>> SimulateAsync(RunContext run, IReadOnlyList<Hold> holds, Inventory inventory)
    {
        var tool = await run.Tools.RunAsync(run.Driver.Simulate(run.Folder, Preferences.Of(run, holds)));
        var simulation = run.Driver.ReadSimulation(tool.End);
        if (simulation.Error is { } error)
            return new Ending(Outcome.FailedConsistent, $"{run.Driver.Name} could not plan: {error}; nothing was changed");
        return Planner.Decide(simulation.Proposal, run.Settings.Packages, holds, inventory, run.Driver.Versions) switch
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
