using System.Globalization;
using System.Net;
using KuPkg.Agent.Gateway;
using KuPkg.Bench.Gateway;
using KuPkg.Harness;
using KuPkg.Harness.Mirrors;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Settings;

// Downloads through the gateway beside apt by itself, with the same mirrors in the same run. "quick" leaves out the peer that takes minutes; names of parts run these alone.
var isQuick = args.Contains("quick");
var parts = args.Where(a => a != "quick").ToList();
var isGood = true;
var limits = new DownloadLimits { Connect = TimeSpan.FromSeconds(3), FloorOver = TimeSpan.FromSeconds(3) };

// Memory first, as the peak is that of the whole process.
await PartAsync("memory", MemoryAsync);
await PartAsync("healthy", HealthyAsync);
await PartAsync("slow", TwoSlowAsync);
await PartAsync("stall", () => FaultAsync("first mirror stalls in mid-file", new MirrorFault.StallAfter(5_000_000), TimeSpan.FromSeconds(180)));

// apt stays with a trickle as long as it trickles, here for 21 hours: a minute tells as much.
await PartAsync("trickle", () => FaultAsync("first mirror trickles from mid-file on", new MirrorFault.TrickleAfter(5_000_000, 200), TimeSpan.FromSeconds(60)));
return isGood ? 0 : 1;

Task PartAsync(string name, Func<Task> part) => parts.Count == 0 || parts.Contains(name) ? part() : Task.CompletedTask;

async Task HealthyAsync()
{
    await using var stand = await Stand.StartAsync(100, 1_000_000, limits);
    var (alone, through) = await RoundsAsync(stand, 9);
    Show("100 packages of 1 MB, healthy mirrors", through, alone, through <= 1.05 * alone, "1.05 x of apt");
}

async Task TwoSlowAsync()
{
    await using var stand = await Stand.StartAsync(40, 1_000_000, limits);
    foreach (var mirror in new[] { stand.First, stand.Second })
        mirror.Fail("*/pool/*", new MirrorFault.Pace(TimeSpan.FromMilliseconds(20), 2_000_000));
    var (alone, through) = await RoundsAsync(stand, 1);
    Show("40 packages of 1 MB, two mirrors of 20 ms and 2 MB/s a connection", through, alone, through <= 0.5 * alone, "0.5 x of apt");
}

async Task FaultAsync(string name, MirrorFault fault, TimeSpan most)
{
    await using var stand = await Stand.StartAsync(1, 20_000_000, limits);
    await stand.ThroughAsync();
    var healthy = Seconds(await stand.ThroughAsync());
    stand.First.Fail("*/pool/*", fault);
    var through = Seconds(await stand.ThroughAsync());
    var alone = isQuick ? double.NaN : Seconds(await stand.AloneAsync(most));
    var bound = healthy + limits.FloorOver.TotalSeconds + 0.5;
    Show(name, through, alone, through <= bound, string.Create(CultureInfo.InvariantCulture, $"healthy {healthy:0.00} s + limit {limits.FloorOver.TotalSeconds:0} s + 0.5 s"), most);
}

async Task MemoryAsync()
{
    const long size = 1L << 30;
    var folder = Workspace.NewDirectory("large");
    Directory.CreateDirectory(Path.Join(folder, "pool"));
    await using (var file = File.Create(Path.Join(folder, "pool/large.deb")))
        file.SetLength(size);
    await using var first = FaultyMirror.Serve(folder);
    await using var second = FaultyMirror.Serve(folder);
    var (one, two) = (Mirror.Parse(first.Address), Mirror.Parse(second.Address));
    var access = new UpstreamAccess { Connections = 4 };
    await using var gateway = await GatewayServer.StartAsync(
        new GatewaySetup
        {
            Groups = [new MirrorGroup("a", ["http://a.example.org/"], [one]), new MirrorGroup("b", ["http://b.example.org/"], [two])],
            Limits = limits,
            SpoolDirectory = Path.Join(folder, "spool"),
            Access = new Dictionary<Mirror, UpstreamAccess> { [one] = access, [two] = access },
        },
        TimeProvider.System, () => 0.5, e => Console.WriteLine($"    {e}"));
    using var client = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(new Uri($"http://127.0.0.1:{gateway.Address.Port}/")) });
    client.DefaultRequestHeaders.TryAddWithoutValidation("Proxy-Authorization", "Basic " + Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(gateway.Address.UserInfo)));
    var began = TimeProvider.System.GetTimestamp();
    var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => TakeAsync(client, $"http://{(i % 2 == 0 ? "a" : "b")}.example.org/pool/large.deb"))));
    var took = TimeProvider.System.GetElapsedTime(began);
    var peak = long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    var isRight = taken.All(t => t == size);
    isGood &= isRight && peak <= 90;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(isRight && peak <= 90 ? "ok" : "MISSED")}: 8 files of 1 GB at once in {took.TotalSeconds:0.0} s: peak of gateway, both mirrors and all clients in one process {peak:0} MB, limit 90 for the gateway alone"));
    Directory.Delete(folder, recursive: true);
}

static async Task<long> TakeAsync(HttpClient client, string address)
{
    using var answer = await client.GetAsync(new Uri(address), HttpCompletionOption.ResponseHeadersRead);
    await using var body = await answer.Content.ReadAsStreamAsync();
    var (taken, buffer) = (0L, new byte[64 << 10]);
    while (await body.ReadAsync(buffer) is var read and > 0)
        taken += read;
    return taken;
}

static async Task<(double Alone, double Through)> RoundsAsync(Stand stand, int rounds)
{
    var (alone, through) = (new List<double>(), new List<double>());

    // The first round pays for the compiler.
    for (var round = -1; round < rounds; round++)
    {
        var (a, t) = (Seconds(await stand.AloneAsync()), Seconds(await stand.ThroughAsync()));
        if (round < 0)
            continue;
        alone.Add(a);
        through.Add(t);
    }

    Console.WriteLine($"    apt alone {Each(alone)}; through the gateway {Each(through)}");
    return (Median(alone), Median(through));
}

static string Each(List<double> values) => string.Join(" ", values.Select(v => v.ToString("0.00", CultureInfo.InvariantCulture)));

static double Seconds(TimeSpan? took) => took?.TotalSeconds ?? double.NaN;

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

void Show(string what, double through, double alone, bool isMet, string limit, TimeSpan? most = null)
{
    isGood &= isMet;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(isMet ? "ok" : "MISSED")}: {what}: {through:0.00} s through the gateway, apt alone {(double.IsNaN(alone) ? isQuick ? "not measured" : $"not within {most?.TotalSeconds} s, and ended" : $"{alone:0.00} s")}; limit {limit}"));
}
