
namespace KuPkg.Bench.Runs;

/// <summary>A run, a status and a tick on a host with a full distribution's lists.</summary>
internal static class WholeRuns
{
    public static async Task MeasureAsync(Figures figures)
    {
        await using var host = await FullHost.StartAsync();
        const string byHand = "apt-get update && apt-get -s dist-upgrade";
        const string unattended = "apt-get update; unattended-upgrade";
        // The first one makes the plan that finds nothing to do; from then on the sources are asked, and apt is not started.
        (await host.RunAsync(["kupkg", "run", "--now"], TimeSpan.FromMinutes(2))).MustSucceed();
        var times = await InTurn.TimeAsync(host, 9, "kupkg run --now", byHand, unattended);
        figures.Against("a run that finds nothing to do", times[0], byHand, times[1], "ms", 0.30);
        figures.Against("a run that finds nothing to do", times[0], unattended, times[2], "ms", 1.00);

        // All of it: apt behind the gateway, whose start (some 150 ms) is what lies above 1.15.
        times = await InTurn.TimeAsync(host, 9, "kupkg run --now --full", "kupkg run --now --full --set mirrors.gateway=false", byHand);
        figures.Against("the same with --full", times[0], byHand, times[2], "ms", 1.40);
        figures.Against("the same with --full, without the gateway", times[1], byHand, times[2], "ms", 1.15);

        times = await InTurn.TimeAsync(host, 25, "kupkg status", "empty");
        figures.Against("kupkg status", times[0], "an empty .NET program", times[1], "ms", 2.00);

        List<double> own = [], apt = [];
        for (var i = 0; i < 5; i++)
        {
            var peak = await Gauge.PeakAsync(host, "kupkg", "run", "--now", "--full");
            own.Add(peak.KuPkg);
            apt.Add(peak.Apt);
        }
        figures.Within("kupkg's peak memory in a run", own, "MiB", 80);

        await LongHistory.AddAsync(host, 100_000);
        times = await InTurn.TimeAsync(host, 25, "kupkg status", "kupkg run", "empty");
        figures.Against("kupkg status with 100,000 runs", times[0], "an empty .NET program", times[2], "ms", 2.00);
        figures.Within("a tick that is not due, 100,000 runs", [Figures.Median(times[1])], "ms", 60);
        figures.Within("its peak memory", [await Gauge.PeakOfTickAsync(host)], "MiB", 40);
        Console.WriteLine($"    (apt-get in the same runs: {Figures.Median(apt):F0} MiB)\n");
    }
}
