using KuPkg.Harness.Hosts;
using KuPkg.Hosts.Scenes;
using KuPkg.Hosts.Scenes.Foo;

namespace KuPkg.Hosts.Contracts;

/// <summary>What the package ships to keep services running: the timer's unit within its bounds, and the line for cron.</summary>
public sealed class KickPackagedTests
{
    private const string Check = "kupkg-check.service", CronTime = "*/5 * * * * root ";

    [Fact]
    public async Task The_timer_and_the_line_for_cron_keep_foo_running()
    {
        await using var host = await PackagedHost.StartAsync();
        // Ticks are a test's.
        host.Host.Write("/etc/systemd/system/kupkg-check.timer.d/test.conf", "[Timer]\nOnCalendar=\nOnCalendar=*-12-31 23:59:59\n");
        await host.DpkgAsync("--install", KuPkgDeb.Path);
        (await host.UnitAsync("kupkg-check.timer", "ActiveState")).Should().Be("active");
        await host.Host.MustAsync("systemctl", "start", Check);
        host.Host.Read("/var/lib/kupkg/history.db").Should().BeNull("without a contract nothing is begun");

        var foo = FooScene.With(new FooPackage("1.0") { UnitLines = ["Restart=no"] });
        await host.Scene.HaveAsync(await foo.BuildAsync());
        await FooHost.ShouldSayAsync(foo.Address, "foo ready 1.0");
        await KillAsync(host);
        await host.Host.MustAsync("systemctl", "start", Check);
        await FooHost.ShouldSayAsync(foo.Address, "foo ready 1.0");
        var journal = (await host.Host.MustAsync("journalctl", "--no-pager", "-o", "cat", "-u", Check)).Text;
        journal.Should().Contain("started").And.NotContain("Deactivated successfully", "a look that went well is not worth a line");

        // What is ill shows as failed.
        await KillAsync(host);
        host.Host.Write("/etc/foo/foo.conf", "ADDRESS=\n");
        (await host.Host.RunAsync(["systemctl", "start", Check])).ExitCode.Should().NotBe(0);
        (await host.UnitAsync(Check, "ExecMainStatus")).Should().Be("1");

        var cron = host.Host.Read("/etc/cron.d/kupkg")!.Split('\n').Single(static l => l.StartsWith(CronTime, StringComparison.Ordinal))[CronTime.Length..];
        cron.Should().NotContain("%").And.StartWith("test -d /run/systemd/system || ").And.EndWith("/usr/bin/kupkg check --kick");
        var tick = await host.Host.RunAsync(["sh", "-c", cron]);
        (tick.ExitCode, tick.Text, tick.ErrorText).Should().Be((0, "", ""), "where systemd runs its timer does it");
        var elsewhere = await host.Host.RunAsync(["sh", "-c", cron.Replace("test -d /run/systemd/system", "false", StringComparison.Ordinal)]);
        (elsewhere.ExitCode, elsewhere.Text).Should().Be((1, ""), "it was told of with the kick");
    }

    private static async Task KillAsync(PackagedHost host)
    {
        await BootedHost.UntilAsync(
            () =>
            {
                foreach (var food in host.Host.Processes().Where(static p => p.Name == "food"))
                    host.Host.Kill(food);
                return host.UnitAsync("foo.service", "ActiveState").Result == "failed";
            },
            TimeSpan.FromSeconds(20),
            "foo is down");
    }
}
