using System.Text.Json;
using KuPkg.Harness;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Hosts;
using KuPkg.Harness.Packages;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Everyday;

/// <summary>How kupkg is woken: what <c>make install</c> puts in place, the timer, the service and its exit codes, a stop in the middle, and the cron line.</summary>
public sealed class UnitTests
{
    private const string Service = "kupkg.service";

    [Fact]
    public async Task Make_install_puts_each_file_in_the_place_that_was_asked_for()
    {
        var root = Workspace.NewDirectory("install");
        try
        {
            await MakeAsync("install", $"DESTDIR={root}", "BINDIR=/opt/bin", "UNITDIR=/opt/units", "SYSCONFDIR=/opt/etc", "DATADIR=/opt/share", "DOCDIR=/opt/doc");
            await MakeAsync("install-sysv", $"DESTDIR={root}", "BINDIR=/opt/bin", "SYSCONFDIR=/opt/etc");
            await MakeAsync("install-upstart", $"DESTDIR={root}", "BINDIR=/opt/bin", "SYSCONFDIR=/opt/etc");

            foreach (var (file, mode) in new[]
                {
                    ("/opt/bin/kupkg", "755"), ("/opt/units/kupkg.service", "644"), ("/opt/units/kupkg.timer", "644"), ("/opt/etc/cron.d/kupkg", "644"),
                    ("/opt/etc/init.d/kupkg", "755"), ("/opt/etc/init/kupkg.conf", "644"), ("/opt/doc/install.md", "644"), ("/opt/doc/kupkg.toml.example", "644"),
                    ("/opt/units/kupkg-daemon.service", "644"), ("/opt/units/kupkg-check.service", "644"), ("/opt/units/kupkg-check.timer", "644"), ("/opt/share/kupkg/kupkg.toml", "644"), ("/opt/share/bash-completion/completions/kupkg", "644"),
                    ("/opt/share/man/man8/kupkg.8", "644"), ("/opt/share/man/man5/kupkg.toml.5", "644"),
                    ("/opt/share/man/man5/kupkg-contract.5", "644"), ("/opt/doc/contract.md", "644"), ("/opt/doc/examples/contracts.d/ssh.toml", "644"),
                })
                Convert.ToString((int)File.GetUnixFileMode(root + file), 8).Should().Be(mode, file);
            foreach (var file in new[] { "/opt/units/kupkg.service", "/opt/units/kupkg-daemon.service", "/opt/units/kupkg-check.service", "/opt/etc/cron.d/kupkg", "/opt/etc/init.d/kupkg", "/opt/etc/init/kupkg.conf" })
                (await File.ReadAllTextAsync(root + file)).Should().Contain("/opt/bin/kupkg").And.NotContain("/usr/bin/kupkg", file);
            Directory.GetDirectories(root).Should().Equal([Path.Join(root, "opt")], "nothing is put elsewhere");
            File.Exists(root + "/opt/etc/kupkg/kupkg.toml").Should().BeFalse("a host is taken in on purpose");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task Systemd_finds_no_fault_and_the_timer_starts_one_run_and_then_asks_in_vain()
    {
        await using var scene = await InstalledAsync();
        var verify = await scene.Host.RunAsync(["systemd-analyze", "verify", $"/usr/lib/systemd/system/{Service}", "/usr/lib/systemd/system/kupkg.timer"]);
        (verify.ExitCode, verify.Text, verify.ErrorText).Should().Be((0, "", ""), "{0}", verify);

        await scene.Host.MustAsync("systemctl", "enable", "--now", "kupkg.timer");
        (await ShowAsync(scene, "kupkg.timer", "UnitFileState", "ActiveState")).Should().Equal("enabled", "active");
        (await ShowAsync(scene, "kupkg.timer", "NextElapseUSecRealtime")).Should().NotEqual([""], "it has a next time");

        scene.Host.Write("/etc/systemd/system/kupkg.timer.d/test.conf", "[Timer]\nOnCalendar=\nOnCalendar=*:*:0/2\nAccuracySec=100ms\n");
        await scene.Host.ShellAsync("systemctl daemon-reload && systemctl restart kupkg.timer");
        await BootedHost.UntilAsync(() => scene.Host.Read("/usr/share/bad/v") == "2" && Runs(scene).Result is [{ } run] && Text(run, "outcome") == "updated", TimeSpan.FromSeconds(90), "the timer's run");

        // Ticks go on, and none of them is a second run.
        var triggered = await ShowAsync(scene, "kupkg.timer", "LastTriggerUSecMonotonic", "LastTriggerUSec");
        await BootedHost.UntilAsync(() => !ShowAsync(scene, "kupkg.timer", "LastTriggerUSecMonotonic", "LastTriggerUSec").Result.SequenceEqual(triggered), TimeSpan.FromSeconds(60), "one more tick");
        (await Runs(scene)).Should().HaveCount(1);
        (await scene.Host.RunAsync(["systemctl", "is-failed", Service])).Line.Should().NotBe("failed");
    }

    [Fact]
    public async Task A_deferred_tick_is_no_failure_of_the_unit()
    {
        await using var scene = await InstalledAsync();
        await using var holder = scene.Host.Start(["sh", "-c", "mkdir -p /run/kupkg; exec flock /run/kupkg/run.lock sh -c 'touch /root/locked; exec sleep 100000'"]);
        await BootedHost.UntilAsync(() => scene.Host.Read("/root/locked") is not null, TimeSpan.FromSeconds(30), "the lock is held");

        var start = await scene.Host.RunAsync(["systemctl", "start", Service]);

        start.ExitCode.Should().Be(0, "{0}", start);
        Ended(scene).Should().Be("exited 75");
        (await ShowAsync(scene, Service, "Result", "ActiveState")).Should().Equal("success", "inactive");
    }

    [Theory]
    [InlineData("1", "[schedule]\njitter = \"0s\"\n")]
    [InlineData("78", "[schedule]\njiter = \"1h\"\n")]
    public async Task What_went_wrong_shows_as_a_failed_unit(string exitCode, string configuration)
    {
        await using var scene = await InstalledAsync(Pairs.Bad2 with { Postinst = "exit 9" });
        scene.Host.Write("/etc/kupkg/kupkg.toml", configuration);

        var start = await scene.Host.RunAsync(["systemctl", "start", Service], TimeSpan.FromMinutes(2));

        start.ExitCode.Should().NotBe(0, "{0}", start);
        Ended(scene).Should().Be($"exited {exitCode}");
        (await ShowAsync(scene, Service, "Result", "ActiveState")).Should().Equal("exit-code", "failed");
    }

    [Fact]
    public async Task Without_a_configuration_the_unit_does_nothing_and_has_not_failed()
    {
        await using var scene = await InstalledAsync();
        File.Delete(scene.Host.InHost("/etc/kupkg/kupkg.toml"));

        await scene.Host.MustAsync("systemctl", "start", Service);

        Ended(scene).Should().Be("exited 0");
        (await ShowAsync(scene, Service, "Result", "ActiveState")).Should().Equal("success", "inactive");
        scene.Mirror.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stopped_in_the_middle_of_an_install_the_unit_ends_when_the_install_has(bool withScopes)
    {
        await using var scene = await InstalledAsync(Pairs.Bad2 with { Postinst = $"touch /root/at-work\n{Scripts.WorkOnCpu(10)}\ntouch /root/done" });
        // Without systemd-run all is in the service's own control group, where a stop could reach it.
        if (!withScopes)
            File.Delete(scene.Host.InHost("/usr/bin/systemd-run"));
        await scene.Host.MustAsync("systemctl", "start", "--no-block", Service);
        await BootedHost.UntilAsync(() => scene.Host.Read("/root/at-work") is not null, TimeSpan.FromSeconds(90), "the postinst works");

        var stop = await scene.Host.RunAsync(["systemctl", "stop", Service], TimeSpan.FromMinutes(2));

        stop.ExitCode.Should().Be(0, "{0}", stop);
        scene.Host.Read("/root/done").Should().NotBeNull("the stop waits for the package manager: {0}", await ToldAsync(scene));
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed");
        (await scene.StateOfAsync("good")).Should().Be("2.0 ok installed");
        await scene.ShouldBeCleanAsync();
        (await ShowAsync(scene, Service, "Result", "ActiveState")).Should().Equal("success", "inactive");
        var runs = await Runs(scene);
        runs.Should().ContainSingle().Which.Should().Match<JsonElement>(r => Text(r, "outcome") == "updated" && Text(r, "interrupted") == "");
    }

    [Theory]
    [InlineData("systemctl", "start", "--no-block", Service)]
    [InlineData("setsid", "--fork", "kupkg", "run", "--now")]
    public async Task A_shutdown_that_asks_nobody_waits_for_the_package_manager(params string[] start)
    {
        await using var scene = await InstalledAsync(Pairs.Bad2 with { Postinst = $"touch /root/at-work\n{Scripts.WorkOnCpu(8)}\ntouch /root/done" });
        await scene.Host.MustAsync(start);
        await BootedHost.UntilAsync(() => scene.Host.Read("/root/at-work") is not null, TimeSpan.FromSeconds(90), "the postinst works");

        await scene.Host.ShutDownAsync();

        scene.Host.Read("/root/done").Should().NotBeNull("the shutdown waits for the script");
        scene.Host.Read("/var/lib/dpkg/status")!.Should().Contain("Package: bad\nStatus: install ok installed\n");
        await scene.Host.BootAsync();
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed");
        (await scene.RunAsync()).ShouldHaveEnded(0, "up-to-date");
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task An_upgrade_that_replaces_the_unit_and_reloads_systemd_does_not_end_the_run()
    {
        const string unit = "/usr/lib/systemd/system/kupkg.service";
        var replaceUnit = $"""
            sed 's/^TimeoutStopSec=.*/TimeoutStopSec=1h/' {unit} >{unit}.new && mv {unit}.new {unit}
            systemctl daemon-reload
            {Scripts.WorkOnCpu(4)}
            systemctl daemon-reload
            touch /root/done
            """;
        await using var scene = await InstalledAsync(Pairs.Bad2 with { Postinst = replaceUnit });

        await scene.Host.RunAsync(["systemctl", "start", Service], TimeSpan.FromMinutes(2));

        scene.Host.Read("/root/done").Should().NotBeNull();
        Ended(scene).Should().Be("exited 0");
        (await ShowAsync(scene, Service, "Result", "ActiveState", "TimeoutStopUSec")).Should().Equal("success", "inactive", "1h");
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed");
        (await Runs(scene)).Should().ContainSingle().Which.Should().Match<JsonElement>(r => Text(r, "outcome") == "updated");
    }

    [Fact]
    public async Task The_cron_line_ticks_where_systemd_does_not_run_and_nowhere_else()
    {
        await using var scene = await InstalledAsync();
        var lines = scene.Host.Read("/etc/cron.d/kupkg")!.Split('\n').Where(l => l.Length > 0 && l[0] != '#').ToArray();
        lines[..^2].Should().OnlyContain(l => l.StartsWith("SHELL=", StringComparison.Ordinal) || l.StartsWith("PATH=", StringComparison.Ordinal), "MAILTO is the administrator's");
        lines[^2].Should().StartWith("*/15 * * * * root ");
        var command = lines[^2]["*/15 * * * * root ".Length..];
        command.Should().NotContain("%", "cron would make a line end of it");
        var path = lines.Single(l => l.StartsWith("PATH=", StringComparison.Ordinal));

        var withSystemd = await scene.Host.RunAsync(["env", "-i", path, "HOME=/root", "/bin/sh", "-c", command]);
        (withSystemd.ExitCode, withSystemd.Text, withSystemd.ErrorText).Should().Be((0, "", ""));
        scene.Mirror.Requests.Should().BeEmpty("systemd's timer ticks there");

        string[] withoutSystemd = ["unshare", "--mount", "sh", "-c", "umount -l /run/systemd/system 2>/dev/null; mount -t tmpfs none /run/systemd && exec \"$@\"", "sh"];
        var tick = await scene.Host.RunAsync([.. withoutSystemd, "env", "-i", path, "HOME=/root", "/bin/sh", "-c", command], TimeSpan.FromMinutes(2));
        (tick.ExitCode, tick.Text, tick.ErrorText).Should().Be((0, "", ""), "a run that goes well is silent: {0}", tick);
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed");
        (await Runs(scene)).Should().HaveCount(1);

        File.Delete(scene.Host.InHost("/usr/bin/kupkg"));
        var removed = await scene.Host.RunAsync([.. withoutSystemd, "env", "-i", path, "/bin/sh", "-c", command]);
        (removed.ExitCode, removed.Text, removed.ErrorText).Should().Be((0, "", ""), "the line outlives a package that was removed and not purged");
    }

    [Fact]
    public async Task A_tick_beside_a_run_says_nothing_to_cron()
    {
        await using var scene = await InstalledAsync();
        await using var holder = scene.Host.Start(["sh", "-c", "mkdir -p /run/kupkg; exec flock /run/kupkg/run.lock sh -c 'touch /root/locked; exec sleep 100000'"]);
        await BootedHost.UntilAsync(() => scene.Host.Read("/root/locked") is not null, TimeSpan.FromSeconds(30), "the lock is held");

        var tick = await scene.KuPkgAsync("run");
        var byHand = await scene.KuPkgAsync("run", "--now");

        (tick.ExitCode, tick.Text, tick.ErrorText).Should().Be((75, "", ""));
        byHand.ExitCode.Should().Be(75);
        byHand.ErrorText.Should().Contain("another run is at work");
    }

    private static async Task MakeAsync(params string[] arguments) => await Command.MustAsync(["make", "--no-print-directory", "-C", Workspace.Repository, .. arguments]);

    // A host that is offered good 2.0 and bad 2.0, with what make install brings and nothing of the harness's.
    private static async Task<Scene> InstalledAsync(DebianPackage? bad2 = null)
    {
        var scene = await Scene.StartAsync(new HostOptions { WithBinary = false });
        try
        {
            await MakeAsync("install", $"DESTDIR={scene.Host.InHost("/")}");
            await scene.HaveAsync(Pairs.Good1, Pairs.Bad1);
            await scene.OfferAsync(Pairs.Good2, bad2 ?? Pairs.Bad2);
            // A unit that has ended well is forgotten, and its exit code with it.
            scene.Host.Write("/etc/systemd/system/kupkg.service.d/test.conf", "[Service]\nExecStopPost=/bin/sh -c 'echo $EXIT_CODE $EXIT_STATUS >/root/ended'\n");
            await scene.Host.MustAsync("systemctl", "daemon-reload");
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    private static async Task<string[]> ShowAsync(Scene scene, string unit, params string[] properties)
    {
        var shown = (await scene.Host.MustAsync("systemctl", "show", unit, $"--property={string.Join(',', properties)}")).Text;
        return [.. properties.Select(p => shown.Split('\n').Where(l => l.StartsWith($"{p}=", StringComparison.Ordinal)).Select(l => l[(p.Length + 1)..]).FirstOrDefault() ?? "")];
    }

    private static string? Ended(Scene scene) => scene.Host.Read("/root/ended")?.TrimEnd();

    // What an operator would look at, for the messages of failed assertions.
    private static async Task<string> ToldAsync(Scene scene) =>
        (await scene.Host.RunAsync(["sh", "-c", $"journalctl --no-pager -u {Service}; kupkg report 1; systemctl status --no-pager {Service}"])).ToString();

    private static async Task<IReadOnlyList<JsonElement>> Runs(Scene scene) =>
        [.. JsonDocument.Parse((await scene.KuPkgAsync("history", "--json")).Output).RootElement.GetProperty("runs").EnumerateArray()];

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : "";
}
