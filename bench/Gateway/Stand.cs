using KuPkg.Agent.Gateway;
using KuPkg.Harness;
using KuPkg.Harness.Mirrors;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Settings;

namespace KuPkg.Bench.Gateway;

/// <summary>Two mirrors of one repository, apt by itself (with a mirror list, as an operator would have it) and apt through the gateway.</summary>
internal sealed class Stand : IAsyncDisposable
{
    private const string Base = "http://deb.example.org/debian/";
    private readonly Depot _depot;
    private readonly IGateway _gateway;
    private readonly string _folder;
    private readonly AptRoot _alone;
    private readonly AptRoot _through;
    private readonly AptRoot _plain;

    private Stand(Depot depot, FaultyMirror first, FaultyMirror second, IGateway gateway, string folder)
    {
        _depot = depot;
        _gateway = gateway;
        _folder = folder;
        First = first;
        Second = second;
        var list = Path.Join(folder, "mirrors.list");
        File.WriteAllText(list, $"{first.Address}\tpriority:1\n{second.Address}\tpriority:2\n");
        _alone = new AptRoot($"deb [trusted=yes] mirror+file:{list} stable main", null);
        _plain = new AptRoot($"deb [trusted=yes] {first.Address} stable main", null);
        _through = new AptRoot($"deb [trusted=yes] {Base} stable main", ("deb.example.org", gateway.Address), "Acquire::http::Timeout=150");
    }

    public FaultyMirror First { get; }

    public FaultyMirror Second { get; }

    public static async Task<Stand> StartAsync(int packages, int bytesEach, DownloadLimits limits)
    {
        var depot = new Depot(packages, bytesEach);
        var folder = Workspace.NewDirectory("stand");
        var (first, second) = (FaultyMirror.Serve(depot.Directory), FaultyMirror.Serve(depot.Directory));
        var setup = new GatewaySetup
        {
            Groups = [new MirrorGroup("deb.example.org", [Base], [Mirror.Parse(first.Address), Mirror.Parse(second.Address)])],
            Limits = limits,
            SpoolDirectory = Path.Join(folder, "spool"),
        };
        var gateway = await GatewayServer.StartAsync(setup, TimeProvider.System, () => 0.5, static _ => { });
        var stand = new Stand(depot, first, second, gateway, folder);
        await stand._alone.UpdateAsync();
        await stand._plain.UpdateAsync();
        await stand._through.UpdateAsync();
        return stand;
    }

    public Task<TimeSpan?> AloneAsync(TimeSpan? limit = null) => _alone.DownloadAsync(_depot.Packages, limit ?? TimeSpan.FromSeconds(60));

    /// <summary>apt with the first mirror alone.</summary>
    public Task<TimeSpan?> PlainAsync() => _plain.DownloadAsync(_depot.Packages, TimeSpan.FromSeconds(60));

    public async Task<TimeSpan?> ThroughAsync()
    {
        var plan = await _through.PlanAsync(_depot.Packages);
        _gateway.Expect(plan);
        return await _through.DownloadAsync(_depot.Packages, TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
        _alone.Dispose();
        _plain.Dispose();
        _through.Dispose();
        _depot.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
