using System.Globalization;
using KuPkg.Harness.Hosts;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Everyday;

/// <summary>The Debian package on booted hosts: what its installation, upgrade, removal and purge make of configuration, history, holds and timer.</summary>
public sealed class PackageTests
{
    private const string Timer = "kupkg.timer", Service = "kupkg.service", Daemon = "kupkg-daemon.service", Check = "kupkg-check.service", CheckTimer = "kupkg-check.timer";

    [Fact]
    public async Task The_installation_takes_the_host_in_and_updates_nothing_by_itself()
    {
        await using var host = await PackagedHost.StartAsync();
        await host.Scene.HaveAsync(Pairs.Good1, Pairs.Bad1);
        await host.Scene.OfferAsync(Pairs.Good2, Pairs.Bad2);

        var install = await host.DpkgAsync("--install", KuPkgDeb.Path);

        install.ErrorText.Split('\n').Where(l => l.Length > 0).Should().OnlyContain(l => l.StartsWith("Created symlink ", StringComparison.Ordinal), "enabling says so");
        (await UnitAsync(host, Timer)).Should().Be("enabled active");
        (await UnitAsync(host, CheckTimer)).Should().Be("enabled active");
        (await UnitAsync(host, Daemon)).Should().Be("disabled inactive");
        (await host.UnitAsync(Timer, "NextElapseUSecRealtime")).Should().NotBeEmpty();
        host.Host.Read(PackagedHost.Config).Should().NotBeNull().And.Be(host.Host.Read(PackagedHost.Sample));
        (await host.Scene.KuPkgAsync("config", "check")).ExitCode.Should().Be(0);
        var verify = await host.Host.RunAsync(["systemd-analyze", "verify", Timer, Service, Daemon, Check, CheckTimer]);
        // The pages are there for whoever has a man(1); the host of the tests has none.
        verify.ErrorText.Split('\n').Where(l => l.Length > 0 && !l.Contains("man kupkg", StringComparison.Ordinal)).Should().BeEmpty();

        // The next tick is too early, unless this host's place is the very beginning of the half hour.
        var status = await host.StatusAsync();
        status.GetProperty("state").GetString().Should().Be("never-ran");
        var next = DateTimeOffset.Parse(status.GetProperty("nextRun").GetString()!, CultureInfo.InvariantCulture);
        next.Should().BeBefore(TimeProvider.System.GetUtcNow().AddMinutes(31), "README.Debian promises it");
        host.Scene.Mirror.Requests.Should().BeEmpty();

        (await host.Scene.RunAsync()).ShouldHaveEnded(0, "updated");
        await host.Scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_host_that_is_kept_out_beforehand_stays_out()
    {
        await using var host = await PackagedHost.StartAsync();
        await host.Host.MustAsync("systemctl", "mask", Timer);
        host.Host.Write(PackagedHost.Config + ".quarantined-why", "not before the audit\n");

        await host.DpkgAsync("--install", KuPkgDeb.Path);

        (await UnitAsync(host, Timer)).Should().Be("masked inactive");
        host.Host.Read(PackagedHost.Config).Should().BeNull();
        var status = await host.Scene.KuPkgAsync("status");
        (status.ExitCode, status.Text).Should().Match<(int, string)>(s => s.Item1 == 0 && s.Item2.Contains("QUARANTINED") && s.Item2.Contains("not before the audit"));
    }

    /// <summary>Nobody is there to answer a question, and dpkg is told no answer: a conffile in the package's place would end each of these upgrades.</summary>
    [Fact]
    public async Task The_configuration_is_its_operators()
    {
        await using var host = await PackagedHost.InstalledAsync();

        // Untouched: it follows the sample.
        await host.UpgradeAsync("0.2");
        host.Host.Read(PackagedHost.Config).Should().EndWith("# New in 0.2.\n").And.Be(host.Host.Read(PackagedHost.Sample));

        // Edited: it stays.
        var edited = host.Host.Read(PackagedHost.Config) + "\n[locks]\nwait = \"1m\"\n";
        host.Host.Write(PackagedHost.Config, edited);
        await host.UpgradeAsync("0.3");
        host.Host.Read(PackagedHost.Config).Should().Be(edited);

        // Taken out: the host stays out, whatever is done with the package.
        File.Delete(host.Host.InHost(PackagedHost.Config));
        await ShouldBeOutAsync(host);
        await host.UpgradeAsync("0.4", "--force-confdef", "--force-confold");
        await ShouldBeOutAsync(host);
        await host.UpgradeAsync("0.5");
        await ShouldBeOutAsync(host);
        var same = await host.LaterAsync("0.6");
        await host.DpkgAsync("--install", same);
        await host.DpkgAsync("--install", same);
        await ShouldBeOutAsync(host);
        await host.DpkgAsync("--remove", "kupkg");
        await host.DpkgAsync("--force-confmiss", "--install", same);
        await ShouldBeOutAsync(host);

        // Taken out by command, and in again.
        await host.Scene.KuPkgAsync("release");
        host.Host.Write(PackagedHost.Config, edited);
        await host.Scene.KuPkgAsync("quarantine", "ticket", "17");
        await host.UpgradeAsync("0.7");
        await ShouldBeOutAsync(host);
        await host.Scene.KuPkgAsync("release");
        host.Host.Read(PackagedHost.Config).Should().Be(edited);

        // Only who purges begins anew.
        await host.DpkgAsync("--purge", "kupkg");
        await host.DpkgAsync("--install", KuPkgDeb.Path);
        (await host.StateAsync()).Should().Be("never-ran");
    }

    [Fact]
    public async Task Upgrade_and_removal_keep_history_and_holds_and_a_purge_leaves_nothing()
    {
        await using var host = await PackagedHost.InstalledAsync(Pairs.Bad2 with { Postinst = "exit 9" });
        await host.Scene.ShouldBeHeldAsync(await host.Scene.RunAsync());
        var pins = host.Host.Read(PackagedHost.Pins);
        pins.Should().Contain("Package: bad");

        await host.UpgradeAsync("0.2");
        (await host.OutcomesAsync()).Should().Equal("partly-updated");
        (await UnitAsync(host, Timer)).Should().Be("enabled active");
        host.Host.Read(PackagedHost.Pins).Should().Be(pins);

        var removal = await host.DpkgAsync("--remove", "kupkg");
        removal.Text.Should().Contain("  bad\n    2.0\n", "{0}", removal);
        (await host.Host.RunAsync(["systemctl", "is-active", Timer, CheckTimer])).Text.Should().Be("inactive\ninactive\n");
        host.Host.Read(PackagedHost.Config).Should().NotBeNull();
        host.Host.Read("/var/lib/kupkg/history.db").Should().NotBeNull();
        host.Host.Read(PackagedHost.Pins).Should().BeNull("nobody is left to release what is held");
        (await host.Host.MustAsync("apt-cache", "policy", "bad")).Text.Should().Contain("Candidate: 2.0");

        await host.DpkgAsync("--install", KuPkgDeb.Path);
        (await UnitAsync(host, Timer)).Should().Be("enabled active");
        (await host.OutcomesAsync()).Should().Equal("partly-updated");
        host.Host.Read(PackagedHost.Pins).Should().Be(pins);
        (await host.StateAsync()).Should().Be("attention");

        File.Delete(host.Host.InHost(PackagedHost.TimerDropIn));
        Directory.Delete(Path.GetDirectoryName(host.Host.InHost(PackagedHost.TimerDropIn))!);
        await host.DpkgAsync("--purge", "kupkg");
        // The boot's own memory of mounts, scopes and units is not looked at, nor what dpkg and the journal wrote down.
        (await host.Host.ShellAsync("find / -xdev -name '*kupkg*' -not -path '/proc/*' -not -path '/sys/*'; find /run -xdev -name '*kupkg*' -not -path '/run/systemd/*'")).Text.Should().BeEmpty();
    }

    /// <summary>The hardest place: dpkg is run by the run itself, which waits for it. A maintainer script that waited for the run would wait for ever.</summary>
    [Theory]
    [InlineData("--remove")]
    [InlineData("--purge")]
    public async Task Removed_by_its_own_run_neither_waits_for_the_other(string how)
    {
        await using var host = await PackagedHost.InstalledAsync();
        host.Host.Write("/etc/apt/apt.conf.d/90test", $"APT::Update::Pre-Invoke {{\"dpkg {how} kupkg >/root/dpkg.out 2>&1; echo $? >/root/dpkg.code\";}};\n");

        var start = await host.Host.RunAsync(["systemctl", "start", Service], TimeSpan.FromMinutes(2));

        var said = host.Host.Read("/root/dpkg.out");
        var journal = (await host.Host.RunAsync(["journalctl", "--no-pager", "-u", Service])).Text;
        host.Host.Read("/root/dpkg.code").Should().Be("0\n", "{0}", said);
        (await host.Scene.StateOfAsync("kupkg")).Should().NotContain("ok installed");
        (await host.Host.RunAsync(["systemctl", "is-active", Timer])).Line.Should().Be("inactive");
        var outcomes = await host.RecordedOutcomesAsync();
        if (how == "--remove")
        {
            // It is the last run, and makes whole what it has begun.
            outcomes.Should().Equal(["updated"], "{0}\n{1}\n{2}", start, said, journal);
            (await host.Scene.StateOfAsync("bad")).Should().Be("2.0 ok installed");
        }
        else
        {
            // Its configuration is gone: it begins no new step. What it still works with stays, and that is said.
            outcomes.Should().Equal(["quarantined"], "{0}\n{1}\n{2}", start, said, journal);
            (await host.Scene.StateOfAsync("bad")).Should().Be("1.0 ok installed");
            said.Should().Contain("rm -r /var/lib/kupkg");
        }

        await host.Scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_run_that_upgrades_kupkg_goes_on_to_its_end()
    {
        await using var host = await PackagedHost.InstalledAsync(Pairs.Bad2 with { Postinst = "exit 9" });
        await host.Scene.Repository.AddFilesAsync(await host.OtherBuildAsync("0.2"));
        await WatchAsync(host);

        await host.Host.RunAsync(["systemctl", "start", Service], TimeSpan.FromMinutes(3));

        host.Host.Read("/root/ended").Should().Be("exited 1\n", "something is newly held");
        (await host.Scene.StateOfAsync("kupkg")).Should().Be("0.2 ok installed");
        (await host.Scene.StateOfAsync("good")).Should().Be("2.0 ok installed");
        (await host.Scene.StateOfAsync("bad")).Should().Be("1.0 ok installed");
        (await host.OutcomesAsync()).Should().Equal("partly-updated");
        (await UnitAsync(host, Timer)).Should().Be("enabled active");
        await host.Scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task An_upgrade_by_somebody_else_at_the_beginning_of_a_run_does_not_disturb_it()
    {
        await using var host = await PackagedHost.InstalledAsync();
        File.Copy(await host.OtherBuildAsync("0.2"), host.Host.InHost("/root/later.deb"));
        host.Host.Write("/etc/apt/apt.conf.d/90test", "APT::Update::Pre-Invoke {\"dpkg --install /root/later.deb >/root/dpkg.out 2>&1\";};\n");
        await WatchAsync(host);

        await host.Host.RunAsync(["systemctl", "start", Service], TimeSpan.FromMinutes(3));

        host.Host.Read("/root/ended").Should().Be("exited 0\n", "{0}", host.Host.Read("/root/dpkg.out"));
        (await host.Scene.StateOfAsync("kupkg")).Should().Be("0.2 ok installed");
        (await host.Scene.StateOfAsync("bad")).Should().Be("2.0 ok installed");
        (await host.OutcomesAsync()).Should().Equal("updated");
    }

    [Fact]
    public async Task A_daemon_outlives_an_upgrade_alone_and_ends_with_the_package()
    {
        await using var host = await PackagedHost.StartAsync();
        await host.DpkgAsync("--install", KuPkgDeb.Path);
        // The operator forgot to disable the timer: starting the daemon stops it, and it would stop the daemon.
        await host.Host.MustAsync("systemctl", "start", Daemon);
        var pid = await host.UnitAsync(Daemon, "MainPID");

        await host.UpgradeAsync("0.2");
        (await host.UnitAsync(Daemon, "MainPID")).Should().Be(pid).And.NotBe("0");
        (await UnitAsync(host, Timer)).Should().Be("enabled inactive");

        await host.DpkgAsync("--remove", "kupkg");
        await BootedHost.UntilAsync(() => host.Host.Processes().All(p => p.Name != "kupkg"), TimeSpan.FromMinutes(1), "the daemon ends");
    }

    /// <summary>The Depends field against what a run really loads, by name or by link.</summary>
    [Fact]
    public async Task Each_library_that_a_run_maps_is_of_a_package_that_is_depended_on()
    {
        await using var host = await PackagedHost.InstalledAsync(Pairs.Bad2 with { Postinst = "touch /root/at-work; while [ ! -e /root/go ]; do sleep 0.1; done" });
        await using var run = await host.Scene.StartRunAsync("--set", "limits.install.quiet=2m");
        await BootedHost.UntilAsync(() => host.Host.Read("/root/at-work") is not null, TimeSpan.FromSeconds(90), "the postinst is at work");

        // A "check --kick" of the timer may end meanwhile; the run does not.
        var maps = host.Host.Processes().Where(p => p.Name == "kupkg").SelectMany(p => (ProcText.TryRead($"/proc/{p.Pid}/maps") ?? "").Split('\n'));
        var libraries = maps.Select(l => Path.GetFileName(l.Split(' ')[^1])).Where(f => f.Contains(".so", StringComparison.Ordinal)).Distinct().ToList();
        host.Host.Write("/root/go", "");
        (await run.EndAsync()).ShouldHaveEnded(0, "updated");

        libraries.Should().NotBeEmpty();
        var owners = (await host.Host.MustAsync(["dpkg", "--search", .. libraries.Select(l => $"*/{l}")])).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(':')[0]).Distinct();
        var depends = (await host.Host.MustAsync("dpkg-query", "-W", "-f", "${Depends}", "kupkg")).Text.Split(',', '|').Select(d => d.Trim().Split(' ')[0]);
        owners.Should().BeSubsetOf(depends).And.Contain(["libc6", "libstdc++6", "libgcc-s1", "libsqlite3-0", "libssl3"], "each of them is needed, and this run shows it");
    }

    // Whether the unit is enabled, and whether it is active.
    private static async Task<string> UnitAsync(PackagedHost host, string unit) => $"{await host.UnitAsync(unit, "UnitFileState")} {await host.UnitAsync(unit, "ActiveState")}";

    // How the service's run ended: a unit that has ended well, or whose file is gone, is forgotten.
    private static async Task WatchAsync(PackagedHost host)
    {
        host.Host.Write("/etc/systemd/system/kupkg.service.d/test.conf", "[Service]\nExecStopPost=/bin/sh -c 'echo $EXIT_CODE $EXIT_STATUS >/root/ended'\n");
        await host.Host.MustAsync("systemctl", "daemon-reload");
    }

    private static async Task ShouldBeOutAsync(PackagedHost host)
    {
        host.Host.Read(PackagedHost.Config).Should().BeNull();
        (await host.StateAsync()).Should().Be("quarantined");
        Directory.GetFiles(host.Host.InHost("/etc/kupkg"), "*.dpkg-*").Should().BeEmpty();
    }
}
