using KuPkg.Agent.Drivers.Apt.Fronting;
using KuPkg.Agent.Drivers.Apt.Sources;
using KuPkg.Agent.Gateway;

namespace KuPkg.Agent.Drivers.Apt.Shortcut;

/// <summary>A mirror's answer about one Release file.</summary>
/// <param name="Address">The file, without passwords.</param>
/// <param name="Answer">What came back.</param>
internal sealed record MirrorProbe(string Address, ReleaseAnswer Answer)
{
    // As many requests at a time as one group has mirrors, and never more to one mirror.
    /// <summary>Asks each mirror of each group for the Release of each of its suites, one after the other at each mirror.</summary>
    public static async Task<IReadOnlyList<MirrorProbe>> AskAsync(AptFrontPlan plan, string lists, ReleaseQuestion question, CancellationToken stop)
    {
        var suites = HeldRelease.All(plan.Sources, lists).GroupBy(r => GroupName(plan, r.Address)).Where(static g => g.Key is not null).ToList();
        var work = plan.Groups.SelectMany(g => g.Mirrors.Select(m => (Mirror: m, Releases: suites.FirstOrDefault(s => s.Key == g.Name)?.DistinctBy(static r => r.Suite).ToList() ?? [])));
        var found = await Task.WhenAll(work.Select(async pair =>
        {
            var probes = new List<MirrorProbe>();
            foreach (var release in pair.Releases)
            {
                var url = ListName.FolderOf(pair.Mirror.Address, release.Suite) + Path.GetFileName(new Uri(release.Url).AbsolutePath);
                var since = release.List is { } list ? new DateTimeOffset(list.LastWriteTimeUtc) : (DateTimeOffset?)null;
                probes.Add(new MirrorProbe(url, await question.AskAsync(new Uri(url), since, plan.Access.GetValueOrDefault(pair.Mirror, UpstreamAccess.Plain), stop)));
            }

            return probes;
        }));
        return [.. found.SelectMany(static p => p)];
    }

    private static string? GroupName(AptFrontPlan plan, SourceAddress address) =>
        plan.Groups.FirstOrDefault(g => address.MirrorList is not null ? g.Name == address.Text : GroupDraft.Plain(address.Text) is { } served && g.ServedAs.Contains(served))?.Name;
}
