using KuPkg.Harness.Hosts;

namespace KuPkg.Bench.Runs;

/// <summary>What the daemon costs while nothing is due and the queue is empty. A tick of its own comes once in 15 minutes; the first one is over before the minute begins.</summary>
internal static class IdleDaemon
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(60);

    public static async Task MeasureAsync(Figures figures)
    {
        await using var idle = await SmallHost.StartAsync("exit 0");
        await using var command = idle.Host.Start(["kupkg", "daemon"]);
        await BootedHost.UntilAsync(() => idle.Host.Read("/run/kupkg/daemon-child.out") is not null, TimeSpan.FromMinutes(1), "the first tick has begun");
        await Task.Delay(Settled, TimeProvider.System);
        await BootedHost.UntilAsync(() => idle.Host.Processes().Count(IsKuPkg) == 1, TimeSpan.FromMinutes(2), "the first tick is over");
        var daemon = idle.Host.Processes().Single(IsKuPkg);

        var (cpu, at) = (Gauge.Cpu(daemon), TimeProvider.System.GetTimestamp());
        await Task.Delay(Measured, TimeProvider.System);
        var share = (Gauge.Cpu(daemon) - cpu) / TimeProvider.System.GetElapsedTime(at).TotalSeconds * 100;
        var (resident, proportional) = Gauge.Memory(daemon);

        figures.Within("the idle daemon's memory, resident", [resident], "MiB", 60);
        Console.WriteLine($"    (its proportional share: {proportional:F1} MiB)\n");
        figures.Within("the idle daemon over a minute, of one core", [share], "%", 0.1);
    }

    private static bool IsKuPkg(HostProcess process) => process.Name == "kupkg";
}
