using System.Globalization;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Hosts;
using KuPkg.Harness.Packages;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Everyday;

/// <summary>Ticks on a booted host: when a run begins by itself, what a window lets through, and what time changes.</summary>
public sealed class CalendarTests
{
    // Without jitter a host that has never run is due at once.
    private const string NoJitter = "[schedule]\njitter = \"0s\"\n";

    private static readonly DebianPackage Bad3 = Pairs.Bad2 with { Version = "3.0" };

    [Fact]
    public async Task A_tick_runs_when_it_is_due_and_then_is_silent_until_the_next_time()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        scene.Host.Write("/etc/kupkg/kupkg.toml", NoJitter);

        var first = await scene.KuPkgAsync("run");
        var second = await scene.KuPkgAsync("run");

        (first.ExitCode, first.Text).Should().Be((0, ""), "{0}", first);
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed");
        (second.ExitCode, second.Text).Should().Be((0, ""), "{0}", second);
        (await RunsAsync(scene)).Should().Be(1);
        (await scene.KuPkgAsync("status")).Text.Should().Contain("every 12 h");
    }

    [Fact]
    public async Task A_closed_window_lets_a_run_fetch_and_an_open_one_install()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        scene.Host.Write("/etc/kupkg/kupkg.toml", NoJitter + $"zone = \"Etc/UTC\"\nwindow = [\"{WindowAt(TimeSpan.FromDays(3))}\"]\n");

        var closed = await scene.KuPkgAsync("run");

        closed.ExitCode.Should().Be(75, "{0}", closed);
        (await scene.StateOfAsync("bad")).Should().Be("1.0 ok installed");
        Directory.GetFiles(scene.Host.InHost("/var/cache/apt/archives"), "bad_2.0_*.deb").Should().ContainSingle("it is downloaded");
        var status = await scene.KuPkgAsync("status");
        status.ExitCode.Should().Be(0, "that a window lets something wait is no trouble: {0}", status);
        status.Text.Should().Contain("install (").And.Contain("window");
        (await scene.KuPkgAsync("run")).ExitCode.Should().Be(0, "the period has had its run");
        (await RunsAsync(scene)).Should().Be(1);

        scene.Host.Write("/etc/kupkg/kupkg.toml", NoJitter + $"zone = \"Etc/UTC\"\nwindow = [\"00:00-24:00\"]\n");
        var open = await scene.KuPkgAsync("run");

        open.ExitCode.Should().Be(0, "{0}", open);
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed", "what waited is installed when the window opens");
        (await scene.KuPkgAsync("report")).Text.Should().Contain("downloaded before");
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_person_who_says_now_is_not_kept_waiting_by_a_window()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        scene.Host.Write("/etc/kupkg/kupkg.toml", NoJitter + $"window = [\"{WindowAt(TimeSpan.FromDays(3))}\"]\n");
        await scene.ShouldBeUpdatedAsync(await scene.RunAsync());
    }

    [Fact]
    public async Task A_clock_that_was_set_back_a_year_costs_one_run_and_blocks_none()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        scene.Host.Write("/etc/kupkg/kupkg.toml", NoJitter);
        (await scene.KuPkgAsync("run")).ExitCode.Should().Be(0);
        await InHistoryAsync(scene, "UPDATE runs SET started_at = strftime('%Y-%m-%dT%H:%M:%f0000+00:00', started_at, '+1 year'), ended_at = strftime('%Y-%m-%dT%H:%M:%f0000+00:00', ended_at, '+1 year')");

        (await scene.KuPkgAsync("run")).ExitCode.Should().Be(0);
        (await RunsAsync(scene)).Should().Be(2, "one run to be sure");
        (await scene.KuPkgAsync("run")).ExitCode.Should().Be(0);
        (await RunsAsync(scene)).Should().Be(2, "and no second one");
        (await scene.KuPkgAsync("status")).ExitCode.Should().BeOneOf([0, 1]);
    }

    [Fact]
    public async Task A_version_waits_until_this_host_has_known_it_for_long_enough()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        scene.Host.Write("/etc/kupkg/kupkg.toml", "packages.min_age = \"2d\"\n");

        var young = await scene.RunAsync();

        young.ShouldHaveEnded(0, "up-to-date");
        (await scene.StateOfAsync("bad")).Should().Be("1.0 ok installed");
        young.Told.Should().Contain("packages.min_age lets it in from", "what waits is explained");
        (await scene.KuPkgAsync("run", "--dry-run")).Text.Should().Contain("dry run: 0 changes", "a dry run tells the same");

        await InHistoryAsync(scene, "UPDATE first_seen SET at = strftime('%Y-%m-%dT%H:%M:%f0000+00:00', at, '-3 days') WHERE package = 'bad'");
        var old = await scene.RunAsync();

        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed", "{0}", old);
        (await scene.StateOfAsync("good")).Should().Be("1.0 ok installed", "its version is as young as before: {0}", old);
        (await scene.RunAsync("good")).ShouldHaveEnded(0, "updated");
        (await scene.StateOfAsync("good")).Should().Be("2.0 ok installed", "a person who names it does not wait");
    }

    [Fact]
    public async Task A_package_of_which_two_versions_failed_in_a_row_is_left_alone_for_a_day()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "exit 1" });
        (await scene.RunAsync("--set", "limits.repair.tries=1")).Held.Should().Equal("bad 2.0");
        await scene.OfferAsync(Bad3 with { Postinst = "exit 1" });
        (await scene.RunAsync("--set", "limits.repair.tries=1")).Held.Should().Contain("bad 3.0");
        await scene.OfferAsync(Bad3 with { Version = "4.0" });

        var alone = await scene.RunAsync();

        alone.ShouldHaveEnded(0, "up-to-date");
        (await scene.StateOfAsync("bad")).Should().Be("1.0 ok installed", "{0}", alone);
        alone.Told.Should().Contain("2 versions of it failed in a row");
        (await scene.KuPkgAsync("status")).Text.Should().Contain("left alone");
        (await scene.RunAsync("bad")).ShouldHaveEnded(0, "updated");
        (await scene.StateOfAsync("bad")).Should().Be("4.0 ok installed", "a person who names it may try");
        (await scene.KuPkgAsync("status")).Text.Should().NotContain("left alone", "a good version closes the breaker");
    }

    [Fact]
    public async Task A_configuration_with_mistakes_stops_a_run_and_changes_nothing()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        scene.Host.Write("/etc/kupkg/kupkg.toml", "[schedule]\njiter = \"6h\"\n[limits.download]\nfloor = \"2 KiB\"\n");

        var refused = await scene.KuPkgAsync("run", "--now");

        refused.ExitCode.Should().Be(78, "{0}", refused);
        refused.ErrorText.Should().Contain("2 mistakes").And.Contain("kupkg.toml:2:1").And.Contain("did you mean \"jitter\"?").And.Contain("kupkg.toml:4:9");
        (await scene.KuPkgAsync("config", "check")).ExitCode.Should().Be(78);
        (await scene.StateOfAsync("bad")).Should().Be("1.0 ok installed");
    }

    [Fact]
    public async Task Quarantine_takes_a_host_out_and_release_takes_it_in_with_what_it_had()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        scene.Host.Write("/etc/kupkg/kupkg.toml", "track = \"testing\"\n");

        (await scene.KuPkgAsync("quarantine", "disk", "is", "being", "replaced")).ExitCode.Should().Be(0);

        var status = await scene.KuPkgAsync("status");
        status.ExitCode.Should().Be(0, "{0}", status);
        status.Text.Should().Contain("QUARANTINED").And.Contain("disk is being replaced").And.Contain("kupkg release");
        (await scene.KuPkgAsync("run", "--now")).ExitCode.Should().Be(0);
        (await scene.StateOfAsync("bad")).Should().Be("1.0 ok installed");
        (await scene.KuPkgAsync("release")).ExitCode.Should().Be(0);
        (await scene.KuPkgAsync("config", "show")).Text.Should().Contain("track = \"testing\"");
        await scene.ShouldBeUpdatedAsync(await scene.RunAsync());
    }

    [Fact]
    public async Task A_configuration_that_is_removed_in_the_middle_of_an_install_lets_it_end_and_begins_nothing_new()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "touch /root/at-it; " + Scripts.WorkOnCpu(4) });
        await using var run = await scene.StartRunAsync();
        await BootedHost.UntilAsync(() => scene.Host.Read("/root/at-it") is not null, TimeSpan.FromSeconds(60), "the install is under way");
        (await scene.KuPkgAsync("quarantine")).ExitCode.Should().Be(0);

        var seen = await run.EndAsync();

        seen.Result.ExitCode.Should().Be(0, "{0}", seen);
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed", "what was begun is watched to its end: {0}", seen);
        seen.State.Should().Be("quarantined");
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_power_cut_in_the_middle_of_an_install_is_mended_by_the_next_tick()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "if [ ! -e /root/at-it ]; then touch /root/at-it; sync; sleep 100000; fi" });
        scene.Host.Write("/etc/kupkg/kupkg.toml", NoJitter);
        await using (var run = scene.Host.Start(["kupkg", "run"]))
        {
            await BootedHost.UntilAsync(() => scene.Host.Read("/root/at-it") is not null, TimeSpan.FromSeconds(60), "the install is under way");
            await scene.Host.PowerCutAsync();
        }

        await scene.Host.BootAsync();
        var status = await scene.KuPkgAsync("status");
        status.Text.Should().Contain("its kupkg died", "{0}", status);
        var tick = await scene.KuPkgAsync("run");

        tick.ExitCode.Should().Be(0, "{0}", tick);
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed");
        (await scene.StateOfAsync("good")).Should().Be("2.0 ok installed");
        (await scene.KuPkgAsync("report")).Text.Should().Contain("takes up run 1").And.Contain("nothing of it was at work any more");
        (await scene.KuPkgAsync("history")).Text.Should().Contain("interrupted");
        await scene.ShouldBeCleanAsync();
    }

    // A window of an hour that opens so long from now.
    private static string WindowAt(TimeSpan ahead)
    {
        var opens = TimeProvider.System.GetUtcNow() + ahead;
        return string.Create(CultureInfo.InvariantCulture, $"{opens:ddd} {opens:HH}:00-{(opens.Hour == 23 ? "24" : opens.AddHours(1).ToString("HH", CultureInfo.InvariantCulture))}:00");
    }

    private static async Task<int> RunsAsync(Scene scene) =>
        System.Text.Json.JsonDocument.Parse((await scene.KuPkgAsync("history", "--json")).Output).RootElement.GetProperty("runs").GetArrayLength();

    // With the machine's own sqlite3, on the file of the host, which is at rest.
    private static Task InHistoryAsync(Scene scene, string sql) =>
        Command.MustAsync("sqlite3", Path.Join(scene.Host.Disk, "var/lib/kupkg/history.db"), sql);
}
