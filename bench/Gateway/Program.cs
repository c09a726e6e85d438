using System.Globalization;
using KuPkg.Agent.Gateway;
using KuPkg.Bench.Gateway;
using KuPkg.Harness;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Mirrors;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Settings;

switch (args)
{
    case ["serve", var served]:
        return await MemoryPeers.ServeAsync(served);
    case ["take"]:
        return await MemoryPeers.TakeAsync();
}

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
    var (alone, through) = await RoundsAsync(stand, 15);
    Show("100 packages of 1 MB, healthy mirrors, apt with a mirror list", through, alone, through <= 1.05 * alone, "1.05 x of apt");
    (alone, through) = await RoundsAsync(stand, 15, isPlain: true);
    Show("100 packages of 1 MB, healthy mirror, apt with that mirror alone", through, alone, through <= 1.05 * alone, "1.05 x of apt");
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

    // Mirrors and clients are processes of their own, so that the peak is the gateway's.
    var self = Environment.ProcessPath!;
    await using var serving = Command.Start([self, "serve", folder]);
    while (serving.TextSoFar.Count(c => c == '\n') < 2 && !serving.HasExited)
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
    var mirrors = serving.TextSoFar.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(a => Mirror.Parse(a)).ToList();
    var access = new UpstreamAccess { Connections = 4 };
    await using var gateway = await GatewayServer.StartAsync(
        new GatewaySetup
        {
            Groups = [new MirrorGroup("a", ["http://a.example.org/"], [mirrors[0]]), new MirrorGroup("b", ["http://b.example.org/"], [mirrors[1]])],
            Limits = limits,
            SpoolDirectory = Path.Join(folder, "spool"),
            Access = mirrors.ToDictionary(m => m, _ => access),
        },
        TimeProvider.System, () => 0.5, e => Console.WriteLine($"    {e}"));
    var before = PeakMb();
    var began = TimeProvider.System.GetTimestamp();
    var taken = (await Command.RunAsync([self, "take"], TimeSpan.FromSeconds(120), input: gateway.Address.ToString())).MustSucceed();
    var took = TimeProvider.System.GetElapsedTime(began);
    var peak = PeakMb();
    var isRight = taken.Text.Trim() == $"{8 * size}";
    isGood &= isRight && peak <= 90;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(isRight && peak <= 90 ? "ok" : "MISSED")}: 8 files of 1 GB at once in {took.TotalSeconds:0.0} s: peak of the gateway's process {peak:0} MB, {before:0} MB when it began to listen; limit 90"));
    Directory.Delete(folder, recursive: true);
}

static double PeakMb() =>
    long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;

static async Task<(double Alone, double Through)> RoundsAsync(Stand stand, int rounds, bool isPlain = false)
{
    var (alone, through) = (new List<double>(), new List<double>());

    // The first round pays for the compiler.
    for (var round = -1; round < rounds; round++)
    {
        var (a, t) = (Seconds(isPlain ? await stand.PlainAsync() : await stand.AloneAsync()), Seconds(await stand.ThroughAsync()));
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
