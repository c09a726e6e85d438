using KuPkg.Bench.Runs;
using KuPkg.Harness.Hosts;

// The figures of a run, each beside its peer from the same minutes on the same host. Ends with 1 when one does not hold.
// With the argument "daemon": only the idle daemon, which needs no network.
var figures = new Figures();
if (args is ["daemon"])
{
    await IdleDaemon.MeasureAsync(figures);
    return figures.AllHold ? 0 : 1;
}

await using (var host = await FullHost.StartAsync())
{
    const string byHand = "apt-get update && apt-get -s dist-upgrade";
    const string unattended = "apt-get update; unattended-upgrade";
    var times = await InTurn.TimeAsync(host, 9, "kupkg run --now --full", byHand, unattended);
    figures.Against("a run that finds nothing to do", times[0], byHand, times[1], "ms", 1.15);
    figures.Against("a run that finds nothing to do", times[0], unattended, times[2], "ms", 1.00);

    // A run before it has found nothing to do; the sources are asked, and apt is not started.
    times = await InTurn.TimeAsync(host, 9, "kupkg run --now", byHand);
    figures.Against("a run whose sources are unchanged", times[0], byHand, times[1], "ms", 0.30);

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

// apt-get, dpkg, the script, and four workers with a sleep each: eleven processes that do a little and sleep a lot, for half a minute.
const string eleven = "for i in 1 2 3 4; do (for j in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do echo $j >/root/work-$i; sleep 2; done) & done; wait";
await using (var small = await SmallHost.StartAsync(eleven))
{
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
    figures.Within("watching a tree of eleven processes, of one core", [shares.Average()], "%", 1);
    (await run.WaitAsync(TimeSpan.FromMinutes(2))).MustSucceed();
}

await IdleDaemon.MeasureAsync(figures);

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

return figures.AllHold ? 0 : 1;
