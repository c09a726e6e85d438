using KuPkg.Agent.Drivers;
using KuPkg.Agent.History;
using KuPkg.Policy.Breakers;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Runs;

/// <summary>Ends holds of KuPkg because a person says so. The caller has the run lock, as a run at work writes the same file.</summary>
internal static class HoldRelease
{
    /// <summary>Ends the holds on a package, with those that its siblings of the same source were given together with it, and forgets its failures, so that the next run tries it.</summary>
    /// <param name="journal">Where the holds are.</param>
    /// <param name="driver">Whose files say them.</param>
    /// <param name="package">A package's name.</param>
    /// <param name="version">Only this version; null: every one.</param>
    /// <param name="now">When.</param>
    /// <param name="stop">Ends the query of the package database.</param>
    /// <returns>The holds that were ended; empty when there was none like it.</returns>
    public static async Task<IReadOnlyList<Hold>> ReleaseAsync(IJournal journal, IDriver driver, string package, string? version, DateTimeOffset now, CancellationToken stop)
    {
        var holds = journal.Holds();
        Hold[] named = [.. holds.Where(h => h.Package.Name == package && (version is null || h.Version == version))];
        if (named.Length == 0)
            return named;

        var inventory = await driver.ReadInventoryAsync(stop);
        Hold[] ended = [.. named, .. holds.Except(named).Where(h => named.Any(n => n.RunId > 0 && n.RunId == h.RunId && SourceOf(n) == SourceOf(h)))];

        // The file goes first: a death in between leaves a hold that the next run writes again, not one that nobody knows of.
        driver.WriteHolds([.. holds.Except(ended)]);
        foreach (var hold in ended)
            journal.EndHold(hold, now, "released by hand");
        journal.SetPackageBreaker(new NamedBreaker(package, PackageBreaker.Closed));
        return ended;

        string SourceOf(Hold hold) => inventory.Find(hold.Package)?.Source ?? hold.Package.Name;
    }
}
