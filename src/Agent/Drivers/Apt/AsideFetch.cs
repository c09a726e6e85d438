using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Which outgoing versions a repository still has, and how to fetch them.</summary>
internal sealed class AsideFetch(AptQueries queries, AptTools tools, AptPaths paths, AsideStore store)
{
    /// <summary>The tool that fetches what is not at hand and can be had; null: nothing.</summary>
    /// <param name="folder">Where its files go.</param>
    /// <param name="plan">What is going to be replaced.</param>
    /// <param name="maxBytes">The most to keep.</param>
    /// <param name="options">How patiently it fetches.</param>
    /// <param name="stop">Ends the queries.</param>
    public async Task<Tool?> PlanAsync(RunFolder folder, Plan plan, long maxBytes, IReadOnlyList<string> options, CancellationToken stop)
    {
        var missing = plan.Changes.Where(c => c.From is not null && store.Take(c.Package.Name, c.From, c.Package.Architecture, out _) is null).ToList();
        store.Prune(maxBytes, Wanted(plan));
        if (missing.Count == 0)
            return null;

        var policy = await queries.RunAsync("apt-cache", ["policy", .. missing.Select(c => AptName(c.Package))], stop);
        var lines = AptQueries.Lines(policy.Output).ToList();
        var fetchable = PolicyOutput.Parse(lines).Select(static v => (v.Package, v.Version)).ToHashSet();
        var wanted = missing.Where(c => fetchable.Contains((NameIn(lines, c.Package), c.From!)))
            .Select(c => $"{AptName(c.Package)}={c.From}").ToList();
        if (wanted.Count == 0)
            return null;

        var uris = await queries.RunAsync("apt-get", [.. AptOptions.Always, "--print-uris", "download", .. wanted], stop);
        if (!uris.IsSuccess)
            return null;
        var sizes = PrintedUris.Parse(AptQueries.Lines(uris.Output)).Files;
        wanted = Within(maxBytes, wanted, sizes);
        if (wanted.Count == 0)
            return null;

        store.PrepareIncoming();
        var tool = tools.Light(folder, "keep aside", Phase.Download, "apt-get", [.. AptOptions.Always, .. options, "download", .. wanted]);
        return tool with { Launch = tool.Launch with { WorkingDirectory = paths.Inside(store.Incoming) }, GrowingDirectories = [store.Incoming] };
    }

    private static List<string> Within(long maxBytes, List<string> specifications, IReadOnlyDictionary<string, long> sizes)
    {
        List<string> kept = [];
        foreach (var specification in specifications)
        {
            var (name, version) = specification.Split('=', 2) switch { var p => (PackageName.WithoutArchitecture(p[0]), p[1]) };
            var size = sizes.FirstOrDefault(s => ArchiveName.TryParse(s.Key) is { } a && a.Package == name && a.Version == version).Value;
            if (size > maxBytes)
                continue;
            maxBytes -= size;
            kept.Add(specification);
        }

        return kept;
    }

    /// <summary>The names of the archives that a plan needs, outgoing and incoming.</summary>
    public static IReadOnlySet<string> Wanted(Plan plan) => plan.Changes.SelectMany(static c => ((string?[])[c.From, c.To]).OfType<string>().SelectMany(
        v => ((string[])[c.Package.Architecture, "all"]).Select(a => new ArchiveName(c.Package.Name, v, a).FileName))).ToHashSet();

    // Of the host's own architecture apt prints the name alone, also when it was asked for with it.
    private static string NameIn(List<string> policy, PackageId package) => policy.Contains($"{AptName(package)}:") ? AptName(package) : package.Name;

    private static string AptName(PackageId package) => package.Architecture is "" or "all" ? package.Name : $"{package.Name}:{package.Architecture}";
}
