using KuPkg.Agent.History;
using KuPkg.Policy.Breakers;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>Pins away what keeps failing, and ends holds that have served their time. Not thread-safe.</summary>
/// <param name="run">The run.</param>
/// <param name="faults">Which version failed how often.</param>
/// <param name="inForce">The holds when it begins.</param>
internal sealed class HoldKeeper(RunContext run, FaultLedger faults, IReadOnlyList<Hold> inForce)
{
    private readonly List<Hold> _holds = [.. inForce];

    /// <summary>The holds in force now.</summary>
    public IReadOnlyList<Hold> Holds => _holds;

    /// <summary>Holds each version that was given up or has used up its tries.</summary>
    /// <returns>How many holds were placed.</returns>
    public int HoldWhatKeepsFailing(IReadOnlyList<Change> changes, Inventory inventory, Rescued rescued)
    {
        var placed = 0;
        foreach (var change in changes)
        {
            var isAtFault = rescued.GivenUp.Contains(change) || faults.TriesOf(change) >= run.Settings.Repair.Tries;
            if (!isAtFault || change.IsDoneIn(inventory) || change.To is null || _holds.Exists(h => h.Package == change.Package && h.Version == change.To))
                continue;
            var hold = faults.HoldOf(change);
            _holds.Add(hold);
            run.Driver.WriteHolds(_holds);
            run.Events.Emit(new HoldPlaced(hold) { At = run.Events.Now });
            Open(change.Package.Name, change.To);
            placed++;
        }

        return placed + HoldSiblings(changes, inventory, rescued);
    }

    // What went back because it is of the same source would only come again by itself, beside a sibling that is held.
    private int HoldSiblings(IReadOnlyList<Change> changes, Inventory inventory, Rescued rescued)
    {
        var placed = 0;
        foreach (var change in changes.Where(c => c.To is not null && rescued.PutBack.Contains(c.Package) && !rescued.GivenUp.Contains(c)))
        {
            var source = inventory.Find(change.Package)?.Source;
            var because = rescued.GivenUp.FirstOrDefault(g => g.Package.Name != change.Package.Name && inventory.Find(g.Package)?.Source == source);
            if (source is null || because is null || _holds.Exists(h => h.Package == change.Package && h.Version == change.To))
                continue;
            var hold = new Hold(change.Package, change.To!, $"it is of the same source as {because.Package} {because.To}, which is held", run.Start.RunId, run.Events.Now);
            _holds.Add(hold);
            run.Driver.WriteHolds(_holds);
            run.Events.Emit(new HoldPlaced(hold) { At = run.Events.Now });
            placed++;
        }

        return placed;
    }

    /// <summary>Forgets the failed versions of packages of which one is installed now.</summary>
    public void CloseBreakersOf(IReadOnlyList<Change> changes, Inventory inventory)
    {
        var failed = run.Journal.PackageBreakers();
        foreach (var named in failed.Where(b => changes.Any(c => c.Package.Name == b.Package && c.IsDoneIn(inventory))))
            run.Journal.SetPackageBreaker(named with { Breaker = PackageBreaker.Succeed() });
    }

    private void Open(string package, string version)
    {
        var before = run.Journal.PackageBreakers().FirstOrDefault(b => b.Package == package)?.Breaker ?? PackageBreaker.Closed;
        var now = run.Events.Now;
        var after = before.Fail(version, now, run.Place.Draw(DrawPurpose.Breaker, now.UtcTicks));
        run.Journal.SetPackageBreaker(new NamedBreaker(package, after));
        if (after.PhaseAt(now) == BreakerPhase.Open && after != before)
            run.Events.Warn($"{after.State.Failures} versions of {package} failed in a row; another one is tried from {after.State.OpenUntil:yyyy-MM-dd HH:mm} UTC");
    }

    /// <summary>Ends the holds that a person placed for a time which is over.</summary>
    public void EndThoseWhoseTimeIsOver()
    {
        var over = _holds.FindAll(h => h.IsOverAt(run.Events.Now));
        if (over.Count == 0)
            return;
        _ = _holds.RemoveAll(over.Contains);
        run.Driver.WriteHolds(_holds);
        foreach (var hold in over)
        {
            run.Journal.EndHold(hold, run.Events.Now, "its time is over");
            run.Events.Note($"the hold on {hold.Package} {hold.Version} has ended: it was until {hold.Until!.Value.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        }
    }

    /// <summary>Ends the holds on versions that a newer one has left behind.</summary>
    public void EndThoseThatServedTheirTime(Inventory inventory)
    {
        var ended = _holds.FindAll(h => inventory.Find(h.Package) is { State: PackageState.Installed } row && row.Version != h.Version
            && run.Driver.Versions.Compare(row.Version, h.Version) > 0);
        foreach (var hold in ended)
        {
            _holds.Remove(hold);
            run.Journal.EndHold(hold, run.Events.Now, $"{inventory.Find(hold.Package)!.Version} is installed");
            run.Events.Note($"the hold on {hold.Package} {hold.Version} has ended: {inventory.Find(hold.Package)!.Version} is installed");
        }

        if (ended.Count > 0)
            run.Driver.WriteHolds(_holds);
    }
}
