using KuPkg.Agent.Drivers;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>A host that can be worked on.</summary>
/// <param name="Before">What was installed before the run.</param>
/// <param name="Holds">The holds in force.</param>
/// <param name="Baseline">What the database's own audit said that could not be repaired: the run is not blamed for it.</param>
internal sealed record Preflighted(Inventory Before, IReadOnlyList<Hold> Holds, DatabaseHealth Baseline);

/// <summary>Space, read-only file systems, and a package database that was left dirty by somebody else: repaired first.</summary>
internal static class Preflight
{
    public static async Task<StageResult<Preflighted>> RunAsync(RunContext run)
    {
        var step = run.Events.Begin("preflight");
        var unmet = FileSystems.Unmet(run.Driver.SpaceNeeds(null));
        if (unmet.Count > 0)
        {
            step.End(StepResult.Failed, unmet[0]);
            return new Ending(Outcome.FailedConsistent, $"{string.Join("; ", unmet)}; nothing was changed");
        }

        var health = await run.Driver.ReadHealthAsync(thorough: false, run.Stop);
        var holds = run.Journal.Holds();
        if (health.IsClean)
        {
            step.End(StepResult.Done, "space enough, package database clean");
            return new Preflighted(await run.Driver.ReadInventoryAsync(run.Stop), holds, health);
        }

        run.Events.Warn($"the package database was left unfinished before this run: {Describe(health)}");
        var faults = new FaultLedger(run.Journal, run.Start.RunId, run.Events);
        var rescued = await Rescue.RunAsync(run, [], [], faults, new DatabaseHealth([], false, []));
        var left = await run.Driver.ReadHealthAsync(thorough: false, run.Stop);
        step.End(rescued.IsClean ? StepResult.Done : StepResult.Partly, rescued.IsClean ? "repaired" : $"not repaired: {Describe(left)}");
        return new Preflighted(await run.Driver.ReadInventoryAsync(run.Stop), holds, left);
    }

    /// <summary>What a plan must bring so that a run over a database that could not be repaired makes sense: a new version of each broken package.</summary>
    public static Ending? Blocks(Preflighted preflight, Plan plan)
    {
        var stuck = preflight.Baseline.Broken.Where(broken => plan.Changes.All(c => c.Package != broken.Package)).ToList();
        if (stuck.Count == 0 && !preflight.Baseline.IsInterrupted)
            return null;
        var names = string.Join(", ", stuck.Select(b => $"{b.Package} {b.Version} ({b.StateText})"));
        return new Ending(Outcome.NeedsPerson, $"the package database was broken before this run and could not be repaired: {names}")
        {
            NeedsPerson = [.. stuck.Select(b => $"{b.Package} {b.Version} is {b.StateText} and no newer version is there: "
                + $"see why with dpkg --configure {b.Package}; then mend its script, or apt-get install --reinstall {b.Package}, or dpkg --remove {b.Package}")],
        };
    }

    private static string Describe(DatabaseHealth health) =>
        health.Problems.Count > 0 ? string.Join("; ", health.Problems.Take(4))
        : health.IsInterrupted ? "the package manager was interrupted"
        : string.Join(", ", health.Broken.Take(4).Select(b => $"{b.Package} is {b.StateText}"));
}
