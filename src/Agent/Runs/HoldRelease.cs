using KuPkg.Agent.Drivers;
using KuPkg.Agent.History;
using KuPkg.Policy.Breakers;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Runs;

/// <summary>Ends holds of KuPkg because a person says so. The caller has the run lock, as a run at work writes the same file.</summary>
internal static class HoldRelease
{
    /// <summary>Ends the holds on a package, and forgets its failures, so that the next run tries it.</summary>
    /// <param name="journal">Where the holds are.</param>
    /// <param name="driver">Whose files say them.</param>
    /// <param name="package">A package's name.</param>
    /// <param name="version">Only this version; null: every one.</param>
    /// <param name="now">When.</param>
    /// <returns>The holds that were ended; empty when there was none like it.</returns>
    public static IReadOnlyList<Hold> Release(IJournal journal, IDriver driver, string package, string? version, DateTimeOffset now)
    {
        var holds = journal.Holds();
        Hold[] ended = [.. holds.Where(h => h.Package.Name == package && (version is null || h.Version == version))];
        if (ended.Length == 0)
            return ended;

        // The file goes first: a death in between leaves a hold that the next run writes again, not one that nobody knows of.
        driver.WriteHolds([.. holds.Except(ended)]);
        foreach (var hold in ended)
            journal.EndHold(hold, now, "released by hand");
        journal.SetPackageBreaker(new NamedBreaker(package, PackageBreaker.Closed));
        return ended;
    }
}
