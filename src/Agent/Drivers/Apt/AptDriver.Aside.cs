using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Drivers.Apt;

/// <content>Keeping the outgoing versions aside.</content>
internal sealed partial class AptDriver
{
    public async Task<Tool?> KeepAsideAsync(RunFolder folder, Plan plan, PackageSettings settings, CancellationToken stop, Front? front = null)
    {
        var options = front is null ? AptOptions.Fetching : AptOptions.FetchingBehindGateway;
        return await new AsideFetch(_queries, _tools, _paths, _aside).PlanAsync(folder, plan, settings.KeepAsideMaxBytes, options, stop) is { } tool ? Behind(tool, front) : null;
    }

    public IReadOnlyList<KeptAside> ReadAside(Plan plan, ToolEnd? end)
    {
        var fetched = end is { WasKilled: false, Status.IsSuccess: true } ? _aside.AcceptIncoming() : new HashSet<string>();

        // Some hosts delete the cache after each run of dpkg; a second name for the incoming archives survives that.
        foreach (var change in plan.Changes.Where(static c => c.To is not null))
            _ = _aside.Take(change.Package.Name, change.To!, change.Package.Architecture, out _);

        var reason = end is null || fetched.Count > 0
            ? "the old version is in no repository and not in apt's cache"
            : $"the old version could not be fetched: {Failure(end, FetchOutput.Parse(OutputLines.Read(end.Tool.OutputPath)).Errors)}";
        return [.. plan.Changes.Where(static c => c.From is not null).Select(Kept)];

        KeptAside Kept(Change change)
        {
            if (_aside.Take(change.Package.Name, change.From!, change.Package.Architecture, out var problem) is { } path)
                return new KeptAside(change, path, fetched.Contains(path) ? AsideOrigin.Fetched : AsideOrigin.AtHand, AsideRebuild.NoteOf(path));
            return new KeptAside(change, null, AsideOrigin.NotRestorable, $"not restorable: {problem ?? reason}");
        }
    }

    public Task<IReadOnlyList<KeptAside>> RebuildAsideAsync(Plan plan, IReadOnlyList<KeptAside> aside, PackageSettings settings, CancellationToken stop) =>
        new AsideRebuild(_host, _paths, _aside, _time).RunAsync(plan, aside, settings.KeepAsideMaxBytes, stop);
}
