using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using KuPkg.Agent.Gateway;
using KuPkg.Agent.Tests.Shell;
using KuPkg.Harness.Mirrors;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Gateway;

/// <summary>A gateway between a client and two or more mirrors on loopback addresses, with short limits.</summary>
internal sealed class GatewayScene : IAsyncDisposable
{
    public const string Base = "http://deb.example.org/debian/";
    public const string Pool = "pool/f/foo/foo_1.0_all.deb";
    public const string Index = "dists/stable/main/binary-all/Packages";
    public const string InRelease = "dists/stable/InRelease";

    public static readonly DateTime Modified = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<GatewayEvent> _events = new();
    private readonly List<IDisposable> _clients = [];

    private GatewayScene(int mirrors, Func<int, string, FaultyMirror> serve)
    {
        for (var i = 0; i < mirrors; i++)
        {
            Directory.CreateDirectory(FolderOf(i));
            Mirrors.Add(serve(i, FolderOf(i)));
        }
    }

    public List<FaultyMirror> Mirrors { get; } = [];

    public FaultyMirror First => Mirrors[0];

    public FaultyMirror Second => Mirrors[1];

    public IGateway Gateway { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public IReadOnlyList<GatewayEvent> Events => [.. _events];

    public IEnumerable<FailureCause?> Causes => _events.Where(e => e.Kind == GatewayEventKind.Failed).Select(e => e.Cause);

    public string Spool => _folder.File("spool");

    public static async Task<GatewayScene> StartAsync(
        int mirrors = 2, Func<GatewayScene, GatewaySetup, GatewaySetup>? change = null, Func<int, string, FaultyMirror>? serve = null, TimeProvider? time = null)
    {
        var scene = new GatewayScene(mirrors, serve ?? (static (_, folder) => FaultyMirror.Serve(folder)));
        var group = new MirrorGroup("deb.example.org", [Base], [.. scene.Mirrors.Select(m => Mirror.Parse(m.Address))]);
        var setup = new GatewaySetup
        {
            Groups = [group],
            Limits = new DownloadLimits { Connect = TimeSpan.FromSeconds(1), FloorBytesPerSecond = 20_000, FloorOver = TimeSpan.FromSeconds(1) },
            SpoolDirectory = scene.Spool,
        };
        scene.Gateway = await GatewayServer.StartAsync(change?.Invoke(scene, setup) ?? setup, time ?? TimeProvider.System, () => 0.5, scene._events.Enqueue);
        scene.Client = scene.NewClient(scene.Gateway.Address);
        return scene;
    }

    public HttpClient NewClient(Uri proxy)
    {
        var handler = new SocketsHttpHandler { Proxy = new PushyProxy(proxy), UseProxy = true, AllowAutoRedirect = false };
        var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Proxy-Authorization", "Basic " + Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(proxy.UserInfo)));
        _clients.Add(client);
        return client;
    }

    public string FolderOf(int mirror) => _folder.File($"mirror-{mirror}");

    /// <summary>Puts a file on all mirrors, or on one.</summary>
    public byte[] Put(string path, int length, int? only = null, DateTime? modified = null, int seed = 1)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return Put(path, content, only, modified);
    }

    public byte[] Put(string path, byte[] content, int? only = null, DateTime? modified = null)
    {
        for (var i = 0; i < Mirrors.Count; i++)
        {
            if (only is not null && only != i)
                continue;
            var file = Path.Combine(FolderOf(i), path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
            File.SetLastWriteTimeUtc(file, modified ?? Modified);
        }

        return content;
    }

    /// <summary>Puts a file under the name of its hash.</summary>
    public (string Path, byte[] Content) PutByHash(int length)
    {
        var content = new byte[length];
        new Random(7).NextBytes(content);
        var path = $"dists/stable/main/binary-all/by-hash/SHA256/{Convert.ToHexStringLower(SHA256.HashData(content))}";
        Put(path, content);
        return (path, content);
    }

    public byte[] PutRelease(string date, int? only = null, string? validUntil = null, DateTime? modified = null) =>
        Put(InRelease, System.Text.Encoding.ASCII.GetBytes($"Origin: Example\nDate: {date}\n{(validUntil is null ? "" : $"Valid-Until: {validUntil}\n")}SHA256:\n"), only, modified);

    public Task<HttpResponseMessage> GetAsync(string path) => Client.GetAsync(Base + path);

    public Task<byte[]> BytesAsync(string path) => Client.GetByteArrayAsync(Base + path);

    /// <summary>How the first mirror is reached, the others plainly.</summary>
    public static Func<GatewayScene, GatewaySetup, GatewaySetup> Reaching(Func<GatewayScene, UpstreamAccess> first) => (scene, setup) => setup with
    {
        Access = new Dictionary<Mirror, UpstreamAccess> { [Mirror.Parse(scene.First.Address)] = first(scene) },

        // What these tests look at has no time in it, and a handshake takes its time on a busy machine.
        Limits = setup.Limits with { Connect = TimeSpan.FromSeconds(20), FloorOver = TimeSpan.FromSeconds(20) },
    };

    /// <summary>Writes a file that no mirror serves.</summary>
    public string Keep(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await Gateway.DisposeAsync();
        foreach (var mirror in Mirrors)
            await mirror.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class PushyProxy(Uri address) : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri GetProxy(Uri destination) => new($"http://127.0.0.1:{address.Port}/");

        public bool IsBypassed(Uri host) => false;
    }
}
