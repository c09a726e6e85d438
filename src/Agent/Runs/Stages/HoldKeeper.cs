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
            placed++;
        }

        return placed;
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
