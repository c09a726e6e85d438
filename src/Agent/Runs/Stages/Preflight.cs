using KuPkg.Agent.Drivers;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>A host that can be worked on.</summary>
/// <param name="Before">What was installed before the run.</param>
/// <param name="Holds">The holds in force.</param>
/// <param name="Baseline">What the database's own audit said that could not be repaired: the run is not blamed for it.</param>
/// <param name="Earlier">What became of the packages that runs which died were about to install.</param>
internal sealed record Preflighted(Inventory Before, IReadOnlyList<Hold> Holds, DatabaseHealth Baseline, Applied Earlier);

/// <summary>Space, read-only file systems, and a package database that was left dirty by somebody else or by a run that died: repaired first.</summary>
internal static class Preflight
{
    // Lists may be signed a little ahead of a host whose clock is a little slow.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromDays(1);

    public static async Task<StageResult<Preflighted>> RunAsync(RunContext run, TakenUp taken, FaultLedger faults)
    {
        var step = run.Events.Begin("preflight");
        var unmet = FileSystems.Unmet(run.Driver.SpaceNeeds(null));
        if (unmet.Count > 0)
        {
            step.End(StepResult.Failed, unmet[0]);
            return new Ending(Outcome.FailedConsistent, $"{string.Join("; ", unmet)}; nothing was changed");
        }

        if (run.Driver.NewestReleaseDate() is { } date && date > run.Events.Now + ClockTolerance)
            run.Events.Warn($"the clock says {run.Events.Now.UtcDateTime:yyyy-MM-dd HH:mm} UTC, and the package lists are of {date.UtcDateTime:yyyy-MM-dd HH:mm} UTC: it is slow or was set back; see timedatectl");
        var health = await run.Driver.ReadHealthAsync(thorough: false, run.Stop);
        var keeper = new HoldKeeper(run, faults, run.Journal.Holds());
        keeper.EndThoseWhoseTimeIsOver();
        if (health.IsClean)
        {
            var before = await run.Driver.ReadInventoryAsync(run.Stop);
            _ = keeper.HoldWhatKeepsFailing(taken.Changes, before, new Rescued(true, new HashSet<PackageId>(), [], []));
            step.End(StepResult.Done, "space enough, package database clean");
            return new Preflighted(before, keeper.Holds, health, Earlier(taken, before, new HashSet<PackageId>(), faults));
        }

        // What a run of our own left is told in its own words, and is no surprise.
        var what = $"the package database was left unfinished before this run: {Describe(health)}";
        if (taken.Changes.Count > 0)
            run.Events.Note(what);
        else
            run.Events.Warn(what);
        var rescued = await Rescue.RunAsync(run, taken.Changes, taken.Aside, faults, new DatabaseHealth([], false, []));
        var left = await run.Driver.ReadHealthAsync(thorough: false, run.Stop);
        var after = await run.Driver.ReadInventoryAsync(run.Stop);
        _ = keeper.HoldWhatKeepsFailing(taken.Changes, after, rescued);
        step.End(rescued.IsClean ? StepResult.Done : StepResult.Partly, rescued.IsClean ? "repaired" : $"not repaired: {Describe(left)}");
        return new Preflighted(after, keeper.Holds, left, Earlier(taken, after, rescued.PutBack, faults));
    }

    // What the dead run had not come to is left to this run's own plan; what it had begun is told here.
    private static Applied Earlier(TakenUp taken, Inventory now, IReadOnlySet<PackageId> putBack, FaultLedger faults)
    {
        var known = PackageFates.Read(taken.Changes, now, putBack, faults.Causes)
            .Where(p => p.Result is not PackageFate.Untouched || faults.Causes.ContainsKey(p.Change.Package.Name));
        return new Applied([.. known], [], taken.NewlyFailed);
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
