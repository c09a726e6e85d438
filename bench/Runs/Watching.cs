using KuPkg.Harness.Hosts;

namespace KuPkg.Bench.Runs;

/// <summary>What watching costs while a script works.</summary>
internal static class Watching
{
    public static async Task MeasureAsync(Figures figures)
    {
        // apt-get, dpkg, the script, and four workers with a sleep each: eleven processes that do a little and sleep a lot, for half a minute.
        const string eleven = "for i in 1 2 3 4; do (for j in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do echo $j >/root/work-$i; sleep 2; done) & done; wait";
        await using var small = await SmallHost.StartAsync(eleven);
        await using var run = small.Host.Start(["kupkg", "run", "--now"]);
        await BootedHost.UntilAsync(() => small.Host.Read("/root/work-4") is not null, TimeSpan.FromSeconds(60), "the processes work");
        var kupkg = small.Host.Processes().Single(p => p.Name == "kupkg");
        List<double> shares = [];
        for (var i = 0; i < 5; i++)
        {
            var (cpu, at) = (Gauge.Cpu(kupkg), TimeProvider.System.GetTimestamp());
            await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
            shares.Add((Gauge.Cpu(kupkg) - cpu) / TimeProvider.System.GetElapsedTime(at).TotalSeconds * 100);
        }
        Console.WriteLine($"    (windows of 5 s: {string.Join(", ", shares.Select(s => $"{s:F2}"))} %)");
        figures.Within("watching a tree of eleven processes, of one core", [shares.Average()], "%", 1);
        (await run.WaitAsync(TimeSpan.FromMinutes(2))).MustSucceed();
    }
}
