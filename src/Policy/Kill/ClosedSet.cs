using KuPkg.Policy.Model;

namespace KuPkg.Policy.Kill;

/// <summary>Which changes of a run failed by themselves, and which must go back together with them.</summary>
internal static class ClosedSet
{
    /// <summary>The run's changes that failed by themselves so often, those excepted that were put back already.</summary>
    /// <remarks>A package that is unpacked or waits for a trigger waits for the one that failed, of the run or not; it is to blame only when there is no such one.</remarks>
    public static List<Change> Failures(RepairSituation situation, Func<int, bool> isEnough)
    {
        var culprits = situation.Broken.Where(p => p.State is PackageState.HalfConfigured or PackageState.NeedsReinstall).ToList();
        return (culprits.Count > 0 ? culprits : situation.Broken)
            .Where(p => !situation.PutBackTried.Contains(p.Package) && isEnough(TriesOf(situation, p)))
            .Select(p => situation.Changes.FirstOrDefault(c => c.Package == p.Package)).OfType<Change>()
            .OrderBy(c => c.Package.Name, StringComparer.Ordinal).ThenBy(c => c.Package.Architecture, StringComparer.Ordinal).ToList();
    }

    /// <summary>
    /// The failed changes, the packages left unpacked (they depend on these), and of all of them the siblings from the same source and the other
    /// architectures, as far as the run changed them and they are not back already. Ordered by name.
    /// </summary>
    public static List<Change> Around(RepairSituation situation, IReadOnlyList<Change> failed)
    {
        var open = situation.Changes.Where(c => c.To is not null && !situation.PutBackTried.Contains(c.Package)).ToList();
        var waiting = situation.Broken.Where(p => p.State is PackageState.Unpacked or PackageState.TriggersPending).Select(p => p.Package).ToHashSet();
        var set = failed.Concat(open.Where(c => waiting.Contains(c.Package))).ToHashSet();

        // Each round can bring in a new source or name; the set only grows within the run's changes, so this ends.
        int before;
        do
        {
            before = set.Count;
            var sources = set.Select(c => SourceOf(situation, c)).ToHashSet(StringComparer.Ordinal);
            var names = set.Select(c => c.Package.Name).ToHashSet(StringComparer.Ordinal);
            set.UnionWith(open.Where(c => sources.Contains(SourceOf(situation, c)) || names.Contains(c.Package.Name)));
        }
        while (set.Count > before);

        return [.. set.OrderBy(c => c.Package.Name, StringComparer.Ordinal).ThenBy(c => c.Package.Architecture, StringComparer.Ordinal)];
    }

    private static string SourceOf(RepairSituation situation, Change change) =>
        situation.Sources.TryGetValue(change.Package, out var source) ? source : change.Package.Name;

    // The install was the first try; a rung is one more for each package that it works on and leaves broken.
    private static int TriesOf(RepairSituation situation, InstalledPackage package) =>
        1 + situation.Tried.Count(t => WorksOn(t.Rung, package) && t.StillBroken.Any(p => p.Package == package.Package && p.Version == package.Version));

    private static bool WorksOn(RepairRung rung, InstalledPackage package) => rung switch
    {
        ConfigureRung => package.State != PackageState.NeedsReinstall,
        ReinstallFromArchiveRung archive => archive.Packages.Contains(package.Package),
        ReinstallRung reinstall => reinstall.Packages.Contains(package.Package),
        _ => false,
    };
}
