using KuPkg.Agent.Drivers;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>What a rescue came to.</summary>
/// <param name="IsClean">Whether the package database is as clean as before the run.</param>
/// <param name="PutBack">Packages whose outgoing version was put back.</param>
/// <param name="GivenUp">Changes whose version is not to be tried again.</param>
/// <param name="NeedsPerson">What a person must do; empty when nobody is needed.</param>
internal sealed record Rescued(
    bool IsClean, IReadOnlySet<PackageId> PutBack, IReadOnlyList<Change> GivenUp, IReadOnlyList<string> NeedsPerson);

/// <summary>Brings the package database back to clean: asks the repair policy, runs one rung as a watched job, looks again.</summary>
internal static class Rescue
{
    /// <param name="run">The run.</param>
    /// <param name="changes">What the run set out to change; empty for a repair before it.</param>
    /// <param name="aside">The outgoing versions that are at hand.</param>
    /// <param name="faults">Where failed tries are counted.</param>
    /// <param name="baseline">What was wrong before and is known: not repaired again.</param>
    public static async Task<Rescued> RunAsync(
        RunContext run, IReadOnlyList<Change> changes, IReadOnlyList<KeptAside> aside, FaultLedger faults, DatabaseHealth baseline)
    {
        var tried = new List<RungOutcome>();
        var putBack = new HashSet<PackageId>();
        var putBackTried = new HashSet<PackageId>();
        var givenUp = new List<Change>();
        while (true)
        {
            var situation = await LookAsync(run, changes, aside, baseline, tried, putBackTried);
            switch (RepairPolicy.Next(situation))
            {
                case Clean:
                    return new Rescued(true, putBack, givenUp, []);
                case TryRung { Rung: var rung }:
                    tried.Add(await TryAsync(run, rung, situation, changes, aside, baseline, tried, putBackTried, faults));
                    break;
                case PutBack decision:
                    givenUp.AddRange(decision.Failed);
                    putBackTried.UnionWith(decision.Restore.Select(c => c.Package).Concat(decision.Remove));
                    putBack.UnionWith(await PutBackAsync(run, decision, aside, faults));
                    break;
                case AskPerson ask:
                    run.Events.Emit(new Repaired("repair", false, ask.Why) { At = run.Events.Now });
                    return new Rescued(false, putBack, givenUp, [$"{ask.Why}. By hand: {string.Join(" ; ", ask.Commands)}"]);
                case var other:
                    throw new InvalidOperationException($"a repair decision without an act: {other}");
            }
        }
    }

    /// <summary>Puts back changes that were made and installed well, and are given up for another reason.</summary>
    /// <param name="run">The run.</param>
    /// <param name="changes">What the run set out to change.</param>
    /// <param name="failed">What is given up.</param>
    /// <param name="aside">The outgoing versions that are at hand.</param>
    /// <param name="faults">Where causes are kept.</param>
    /// <param name="baseline">What was wrong before and is known.</param>
    /// <param name="why">Why they are given up.</param>
    /// <returns>What was put back or taken off; where that is nothing, why not.</returns>
    public static async Task<(IReadOnlySet<PackageId> PutBack, string Refusal)> GiveUpAsync(
        RunContext run, IReadOnlyList<Change> changes, IReadOnlyList<Change> failed, IReadOnlyList<KeptAside> aside, FaultLedger faults, DatabaseHealth baseline, string why)
    {
        var situation = await LookAsync(run, changes, aside, baseline, [], []);
        switch (RepairPolicy.GiveUp(situation, failed, why))
        {
            case PutBack decision:
                var restored = (await PutBackAsync(run, decision, aside, faults)).ToHashSet();
                var rescued = await RunAsync(run, changes, aside, faults, baseline);
                restored.UnionWith(rescued.PutBack);
                return rescued.NeedsPerson is [var need, ..] ? (restored, need) : (restored, restored.Count > 0 ? "" : "the package manager did not do it; see the report");
            case AskPerson ask:
                return (new HashSet<PackageId>(), ask.Why);
            case var other:
                throw new InvalidOperationException($"a decision without an act: {other}");
        }
    }

    private static async Task<RepairSituation> LookAsync(
        RunContext run, IReadOnlyList<Change> changes, IReadOnlyList<KeptAside> aside, DatabaseHealth baseline, List<RungOutcome> tried,
        HashSet<PackageId> putBackTried)
    {
        var health = await run.Driver.ReadHealthAsync(thorough: true, CancellationToken.None);
        var inventory = await run.Driver.ReadInventoryAsync(CancellationToken.None);
        var broken = health.Broken.Where(b => !baseline.Broken.Any(old => old.Package == b.Package && old.Version == b.Version && old.State == b.State)).ToList();
        return new RepairSituation
        {
            Broken = broken,
            IsInterrupted = health.IsInterrupted,
            Problems = [.. health.Problems.Except(baseline.Problems)],
            Changes = changes,
            Sources = changes.Select(c => inventory.Find(c.Package)).OfType<InstalledPackage>().ToDictionary(p => p.Package, p => p.Source),
            ArchivesAtHand = run.Driver.WithArchive([.. broken.Select(b => b.Package)]).ToHashSet(),
            Restorable = aside.Where(a => a.Path is not null).Select(a => a.Change.Package).ToHashSet(),
            Tried = tried,
            PutBackTried = putBackTried,
            Tries = run.Settings.Repair.Tries,
            Priority = run.Settings.Priority,
        };
    }

    private static async Task<RungOutcome> TryAsync(
        RunContext run, RepairRung rung, RepairSituation before, IReadOnlyList<Change> changes, IReadOnlyList<KeptAside> aside, DatabaseHealth baseline,
        List<RungOutcome> tried, HashSet<PackageId> putBackTried, FaultLedger faults)
    {
        if (run.Driver.Repair(run.Folder, rung) is not { } repair)
            return new RungOutcome(rung, before.Fingerprint, before.Broken);
        var tool = await run.Tools.RunAsync(repair);
        var said = run.Driver.ReadInstall(tool.End);
        var after = await LookAsync(run, changes, aside, baseline, tried, putBackTried);
        foreach (var change in changes.Where(c => after.Broken.Any(b => b.Package == c.Package)))
        {
            if (Fault.Of(change.Package.Name, tool, said.Failures) is { } why)
                faults.Blame(change, why);
        }

        var isBetter = after.Broken.Count == 0 && !after.IsInterrupted && after.Problems.Count == 0;
        var left = after.Broken.Select(b => $"{b.Package} is {b.StateText}").Concat(after.Problems);
        run.Events.Emit(new Repaired(tool.End.Tool.Name, isBetter, isBetter ? "the package database is clean" : $"{tool.End.Status}; left: {string.Join("; ", left.Take(4))}")
        {
            At = run.Events.Now,
        });
        return new RungOutcome(rung, before.Fingerprint, after.Broken);
    }

    private static async Task<IEnumerable<PackageId>> PutBackAsync(RunContext run, PutBack decision, IReadOnlyList<KeptAside> aside, FaultLedger faults)
    {
        var archives = aside.Where(a => a.Path is not null && decision.Restore.Any(c => c.Package == a.Change.Package)).ToList();
        var failed = decision.Failed.Select(c => c.Package).ToHashSet();
        foreach (var change in decision.Restore.Where(c => !failed.Contains(c.Package)))
            faults.Explain(change.Package.Name, new Cause($"it went back together with {string.Join(", ", failed)}", ""));
        foreach (var package in decision.Remove.Where(p => !failed.Contains(p)))
            faults.Explain(package.Name, new Cause($"it was new and was taken off together with {string.Join(", ", failed)}", ""));

        // What depends on a new package must go back before the new package can go.
        var restored = archives.Count == 0 ? [] : await RestoreAsync(run, archives);
        if (decision.Remove.Count > 0)
            await ReportAsync(run, $"take off {string.Join(", ", decision.Remove)}", run.Driver.RemoveNew(run.Folder, decision.Remove));
        return restored;
    }

    private static async Task<IReadOnlyList<PackageId>> RestoreAsync(RunContext run, IReadOnlyList<KeptAside> archives)
    {
        var what = $"put back {string.Join(", ", archives.Select(a => $"{a.Change.Package} {a.Change.From}"))}";
        var simulated = await run.Tools.RunAsync(run.Driver.SimulatePutBack(run.Folder, archives));
        var simulation = run.Driver.ReadPutBackSimulation(simulated.End);
        if (simulation.Error is { } error || simulation.Removals.Count > 0)
        {
            var reason = simulation.Error ?? $"it would remove {string.Join(", ", simulation.Removals.Select(r => r.Package))}";
            run.Events.Emit(new Repaired(what, false, $"not done: {reason}") { At = run.Events.Now });
            run.Events.Emit(new VersionsPutBack([.. archives.Select(a => ResultOf(a, isBack: false, $"not done: {reason}"))]) { At = run.Events.Now });
            return [];
        }

        var said = await ReportAsync(run, what, run.Driver.PutBack(run.Folder, archives));
        var inventory = await run.Driver.ReadInventoryAsync(CancellationToken.None);
        if (TakeRemovalScriptsAway(run, StuckPutBack.Of([.. archives.Select(static a => a.Change)], inventory)))
        {
            said = await ReportAsync(run, what, run.Driver.PutBack(run.Folder, archives));
            inventory = await run.Driver.ReadInventoryAsync(CancellationToken.None);
        }

        var back = archives.Where(a => inventory.Find(a.Change.Package) is { State: PackageState.Installed } row && row.Version == a.Change.From).Select(static a => a.Change.Package).ToHashSet();
        run.Events.Emit(new VersionsPutBack([.. archives.Select(a => ResultOf(a, back.Contains(a.Change.Package), said))]) { At = run.Events.Now });
        return [.. back];
    }

    private static bool TakeRemovalScriptsAway(RunContext run, IReadOnlyList<PackageId> stuck)
    {
        if (stuck.Count == 0)
            return false;
        var what = $"take the removal scripts of {string.Join(", ", stuck)} away";
        try
        {
            var taken = run.Driver.TakeRemovalScriptsAway(run.Folder, stuck);
            if (taken.Count > 0)
                run.Events.Emit(new Repaired(what, true, $"{string.Join(", ", taken)} kept the old version out; now in {run.Folder.Path}") { At = run.Events.Now });
            return taken.Count > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            run.Events.Emit(new Repaired(what, false, e.Message) { At = run.Events.Now });
            return false;
        }
    }

    private static PutBackResult ResultOf(KeptAside archive, bool isBack, string said) =>
        new(archive.Change.Package, archive.Change.To ?? "", archive.Change.From ?? "", isBack, isBack ? "" : said);

    private static async Task<string> ReportAsync(RunContext run, string what, Tool tool)
    {
        var done = await run.Tools.RunAsync(tool);
        var health = await run.Driver.ReadHealthAsync(thorough: false, CancellationToken.None);
        var text = health.IsClean ? "the package database is clean" : $"{done.End.Status}; {string.Join("; ", run.Driver.ReadInstall(done.End).Errors.Take(3))}";
        run.Events.Emit(new Repaired(what, done.End.Status.IsSuccess, text) { At = run.Events.Now });
        return text;
    }
}
