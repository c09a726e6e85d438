using KuPkg.Harness.Hosts;

namespace KuPkg.Bench.Runs;

/// <summary>How long after its limit a hung script is ended.</summary>
internal static class HungScript
{
    public static async Task MeasureAsync(Figures figures)
    {
        List<double> late = [];
        for (var i = 0; i < 3; i++)
        {
            await using var small = await SmallHost.StartAsync("touch /root/hangs; exec sleep 31337");
            await using var run = small.Host.Start(["kupkg", "run", "--now", "--set", "limits.install.quiet=5s", "--set", "limits.repair.quiet=2s", "--set", "limits.repair.tries=1"]);
            await BootedHost.UntilAsync(() => small.Host.Read("/root/hangs") is not null, TimeSpan.FromSeconds(60), "the postinst hangs");
            var began = TimeProvider.System.GetTimestamp();
            var sleeper = small.Host.Processes().Single(p => p.CommandLine == "sleep 31337");
            await BootedHost.UntilAsync(() => HostProcess.Read(sleeper.Pid)?.StartTicks != sleeper.StartTicks, TimeSpan.FromSeconds(60), "it is ended");
            late.Add(TimeProvider.System.GetElapsedTime(began).TotalSeconds - 5);
            await run.WaitAsync(TimeSpan.FromMinutes(2));
        }
        figures.Within("a hung postinst is ended, after its quiet limit", late, "s", 5);
    }
}
