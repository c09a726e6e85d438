using KuPkg.Agent.Drivers.Apt.Fronting;
using KuPkg.Agent.Drivers.Apt.Sources;
using KuPkg.Agent.Gateway;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Drivers.Apt.Shortcut;

/// <summary>Asks each source of the host, all at once, whether its Release is still the one that apt has.</summary>
internal sealed class SourceSurvey(AptPaths paths, ReleaseQuestion question)
{
    public async Task<IReadOnlyList<SourceState>> AskAsync(AptFrontPlan plan, CancellationToken stop) =>
        await Task.WhenAll(HeldRelease.All(plan.Sources, paths.Lists).Select(r => AskAsync(r, plan.Access, stop)));

    private async Task<SourceState> AskAsync(HeldRelease release, IReadOnlyDictionary<Mirror, UpstreamAccess> access, CancellationToken stop)
    {
        if (release.List is not { } list)
            return new SourceState(release.Source, SourceAnswer.Unsure, "apt has no list of it");
        switch (release.Address.Transport)
        {
            case SourceTransport.File:
                return Compare(release, list);
            case SourceTransport.Http or SourceTransport.Https when Mirror.TryParse(release.Address.Text) is { } mirror && access.TryGetValue(mirror, out var way):
                // apt gives a list the time that the server gave the file.
                var answer = await question.AskAsync(new Uri(release.Url), list.LastWriteTimeUtc, way, stop, list);
                return new SourceState(
                    release.Source, answer.IsUnchanged switch { true => SourceAnswer.Unchanged, false => SourceAnswer.Changed, null => SourceAnswer.Unsure },
                    answer.IsUnchanged == true ? "" : answer.Words);
            default:
                return new SourceState(release.Source, SourceAnswer.Unsure, "it is fetched in a way that only apt knows");
        }
    }

    private SourceState Compare(HeldRelease release, FileInfo list)
    {
        var address = new SourceAddress(release.Url, 0);
        var isSame = address.Directory is { } path && File.Exists(paths.Outside(path))
            && File.ReadAllBytes(paths.Outside(path)).AsSpan().SequenceEqual(File.ReadAllBytes(list.FullName));
        return new SourceState(release.Source, isSame ? SourceAnswer.Unchanged : SourceAnswer.Changed, "");
    }
}
