using KuPkg.Harness.Hosts;
using KuPkg.Hosts.Scenes.Foo;

namespace KuPkg.Hosts.Contracts;

/// <summary>Each form of foo does what its name says, without kupkg: the ground on which the tests of contracts stand.</summary>
public sealed class FooFormTests(FooHost foo) : IClassFixture<FooHost>, IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => foo.ClearAsync();

    [Fact]
    public async Task The_well_behaved_one_is_the_supervisors_own_child_answers_and_leaves_nothing()
    {
        var package = await InstalledAsync(FooForm.WellBehaved);

        (await FooAnswers.HealthAsync(package.Address)).Should().Be("ok 1.0");
        foo.Food.Should().ContainSingle("run becomes food");
        (await InsideAsync("pgrep -x food")).Should().Be(await foo.UnitAsync("MainPID"));
        await foo.SystemctlAsync("stop");
        (await foo.UnitAsync("Result")).Should().Be("success");
        foo.Food.Should().BeEmpty();
    }

    [Fact]
    public async Task The_well_behaved_one_is_respawned_after_a_clean_end()
    {
        var package = await InstalledAsync(FooForm.WellBehaved);
        var main = await foo.UnitAsync("MainPID");

        await foo.Host.MustAsync("kill", main);

        await FooHost.ShouldSayAsync(package.Address, null);
        await FooHost.ShouldSayAsync(package.Address, "foo ready 1.0");
        (await foo.UnitAsync("MainPID")).Should().NotBe(main);
    }

    [Fact]
    public async Task An_environment_that_is_not_sane_is_told_waited_out_and_healed_from()
    {
        var package = await InstalledAsync(FooForm.WellBehaved);
        foo.Host.Write("/etc/foo/foo.conf", "ADDRESS=\n");

        await foo.SystemctlAsync("restart");

        await BootedHost.UntilAsync(() => foo.Host.Processes().Any(static p => p.CommandLine.EndsWith("sleep 5", StringComparison.Ordinal)), Soon, "run waits before it ends");
        foo.Food.Should().BeEmpty();
        (await InsideAsync("journalctl -u foo -o cat")).Should().Contain("foo: cannot start food: /etc/foo/foo.conf sets no ADDRESS");
        foo.Host.Write("/etc/foo/foo.conf", $"ADDRESS={package.Address}\n");
        await FooHost.ShouldSayAsync(package.Address, "foo ready 1.0");
        (await foo.UnitAsync("NRestarts")).Should().NotBe("0", "an end of run is an end of the service, and it is started again");
    }

    [Fact]
    public async Task An_upgrade_restarts_it_or_leaves_the_old_one_running()
    {
        var package = await InstalledAsync(FooForm.WellBehaved);

        await foo.InstallAsync(package with { Version = "2.0" });
        await FooHost.ShouldSayAsync(package.Address, "foo ready 2.0");
        await foo.InstallAsync(package with { Version = "3.0", IsRestartedByPostinst = false });
        await FooHost.ShouldSayAsync(package.Address, "foo ready 2.0");
        (await InsideAsync("readlink /proc/$(pgrep -x food)/exe")).Should().Be("/usr/sbin/food (deleted)");
    }

    [Fact]
    public async Task A_child_that_holds_the_port_answers_on_and_keeps_the_next_one_out()
    {
        var package = await InstalledAsync(FooForm.ChildHoldsThePort);
        foo.Food.Should().HaveCount(2);

        await foo.InstallAsync(package with { Version = "2.0" });

        await UntilRestartedAsync(2);
        (await FooAnswers.BannerAsync(package.Address)).Should().Be("foo ready 1.0");
        (await InsideAsync("journalctl -u foo -o cat")).Should().Contain("food: cannot listen: Address already in use");
    }

    [Fact]
    public async Task A_child_outside_the_unit_is_not_reached_by_a_stop()
    {
        var package = await InstalledAsync(FooForm.ChildOutsideTheUnit);

        await foo.SystemctlAsync("stop");

        (await FooAnswers.BannerAsync(package.Address)).Should().Be("foo ready 1.0");
        foo.Food.Should().ContainSingle();
        (await InsideAsync("cat /proc/$(pgrep -x food)/cgroup")).Should().EndWith("/foo-stray");
        (await InsideAsync("ps -o ppid= -o user= -p $(pgrep -x food)")).Trim().Should().MatchRegex("^1 +foo$", "it is reparented");
    }

    [Fact]
    public async Task A_session_outlives_a_stop_and_holds_no_port()
    {
        var package = await InstalledAsync(FooForm.KeepsASession);

        await foo.SystemctlAsync("stop");

        foo.Food.Should().ContainSingle();
        await foo.SystemctlAsync("start");
        await FooHost.ShouldSayAsync(package.Address, "foo ready 1.0");
    }

    [Fact]
    public async Task Who_ignores_sigterm_is_ended_by_sigkill_alone()
    {
        var package = await InstalledAsync(FooForm.IgnoresSigterm);

        await foo.SystemctlAsync("stop");

        (await foo.UnitAsync("Result")).Should().Be("timeout");
        (await FooAnswers.BannerAsync(package.Address)).Should().BeNull();
    }

    [Fact]
    public async Task Who_never_listens_runs_and_accepts_nothing()
    {
        var package = await InstalledAsync(FooForm.NeverListens, null);

        (await foo.UnitAsync("ActiveState")).Should().Be("active");
        foo.Food.Should().ContainSingle();
        (await FooAnswers.BannerAsync(package.Address)).Should().BeNull();
    }

    [Fact]
    public async Task Who_never_answers_is_connected_to_and_says_nothing()
    {
        var package = await InstalledAsync(FooForm.NeverAnswers, "");

        (await foo.UnitAsync("ActiveState")).Should().Be("active");
        (await FooAnswers.HealthAsync(package.Address)).Should().BeNull();
    }

    [Fact]
    public async Task A_wrong_banner_is_said_by_one_whose_health_is_all_right()
    {
        var package = await InstalledAsync(FooForm.WrongBanner, "foo starting 1.0");

        (await FooAnswers.HealthAsync(package.Address)).Should().Be("ok 1.0");
    }

    [Fact]
    public async Task A_crash_at_the_start_comes_again_and_again()
    {
        await InstalledAsync(FooForm.CrashesAtStart, null);

        await UntilRestartedAsync(2);
    }

    [Fact]
    public async Task A_crash_after_ten_seconds_comes_after_answers()
    {
        var package = await InstalledAsync(FooForm.CrashesAfterTenSeconds);
        (await foo.UnitAsync("NRestarts")).Should().Be("0");

        await FooHost.ShouldSayAsync(package.Address, null, TimeSpan.FromSeconds(15));

        await UntilRestartedAsync(1);
        await FooHost.ShouldSayAsync(package.Address, "foo ready 1.0");
    }

    [Fact]
    public async Task A_late_one_answers_late()
    {
        var package = await InstalledAsync(FooForm.StartsLate, null);

        await FooHost.ShouldSayAsync(package.Address, "foo ready 1.0", TimeSpan.FromSeconds(15));

        (await foo.UnitAsync("NRestarts")).Should().Be("0");
    }

    [Fact]
    public async Task Zombies_stay_as_long_as_their_parent()
    {
        await InstalledAsync(FooForm.LeavesZombies);

        (await InsideAsync("ps --no-headers -o state= -C food | sort | tr -d '\\n'")).Should().Be("SZZZZZ");
    }

    [Fact]
    public async Task Who_daemonizes_under_a_unit_that_does_not_expect_it_is_started_again_and_again()
    {
        await InstalledAsync(FooForm.Daemonizes, null);

        await UntilRestartedAsync(2);
    }

    [Fact]
    public async Task A_wrong_pid_file_makes_a_start_that_is_never_done_although_it_answers()
    {
        // dpkg waits for the start until it is given up.
        var package = await InstalledAsync(FooForm.WritesAWrongPid, null);

        await FooHost.ShouldSayAsync(package.Address, "foo ready 1.0");
        (await foo.UnitAsync("ActiveState")).Should().Be("activating");
        (await InsideAsync("journalctl -u foo -o cat")).Should().Contain("start operation timed out").And.MatchRegex("New main PID \\d+ does not exist");
    }

    [Fact]
    public async Task Who_forks_as_it_dies_is_followed_by_another_that_answers()
    {
        var package = await InstalledAsync(FooForm.ForksAsItDies);
        var before = foo.Food.Single();

        await foo.Host.MustAsync("pkill", "-TERM", "-x", "food");

        await BootedHost.UntilAsync(() => foo.Food.Count == 1 && foo.Food[0].Pid != before.Pid, Soon, "another in its place");
        (await FooAnswers.BannerAsync(package.Address)).Should().Be("foo ready 1.0");
        (await foo.UnitAsync("NRestarts")).Should().Be("0", "it is not the supervisor who started it");
    }

    [Fact]
    public async Task A_process_whose_first_thread_ended_looks_defunct_and_answers()
    {
        var package = await InstalledAsync(FooForm.FirstThreadEnds);

        await BootedHost.UntilAsync(() => foo.Food.Count == 0 || foo.Food[0].State == 'Z', Soon, "the first thread ends");
        (await InsideAsync("ps --no-headers -o state= -C food")).Should().Be("Z");
        (await FooAnswers.BannerAsync(package.Address)).Should().Be("foo ready 1.0");
        (await foo.UnitAsync("ActiveState")).Should().Be("active");
        await foo.SystemctlAsync("stop");
        (await foo.UnitAsync("Result")).Should().Be("success", "it ends at SIGTERM");
    }

    [Fact]
    public async Task New_data_is_read_at_the_next_start()
    {
        await foo.InstallAsync(FooPackage.Data("1.0"));
        var package = await InstalledAsync(FooForm.ReadsFooData, "foo ready 1.0 data 1.0");

        await foo.InstallAsync(FooPackage.Data("2.0"));

        (await FooAnswers.BannerAsync(package.Address)).Should().Be("foo ready 1.0 data 1.0");
        await foo.SystemctlAsync("restart");
        await FooHost.ShouldSayAsync(package.Address, "foo ready 1.0 data 2.0");
        foo.Host.Read(FooPackage.ContractFile).Should().Contain("packages = [\"foo\", \"foo-data\"]");
    }

    [Fact]
    public async Task A_new_library_is_mapped_at_the_next_start()
    {
        await foo.InstallAsync(await FooPackage.LibraryAsync("7.0"));
        var package = new FooPackage("1.0") { IsLinkedToLibrary = true };
        await foo.InstallAsync(package);
        await FooHost.ShouldSayAsync(package.Address, "foo ready 7.0");

        await foo.InstallAsync(await FooPackage.LibraryAsync("8.0"));

        (await FooAnswers.BannerAsync(package.Address)).Should().Be("foo ready 7.0");
        (await InsideAsync("cat /proc/$(pgrep -x food)/maps")).Should().MatchRegex("/usr/lib/libfoo.so.1.* \\(deleted\\)");
        await foo.SystemctlAsync("restart");
        await FooHost.ShouldSayAsync(package.Address, "foo ready 8.0");
    }

    private async Task<FooPackage> InstalledAsync(FooForm form) => await InstalledAsync(form, "foo ready 1.0");

    // Null: it does not answer when dpkg has done.
    private async Task<FooPackage> InstalledAsync(FooForm form, string? banner)
    {
        var package = new FooPackage("1.0") { Form = form };
        await foo.InstallAsync(package);
        await FooHost.ShouldSayAsync(package.Address, banner);
        return package;
    }

    private async Task UntilRestartedAsync(int times)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (int.Parse(await foo.UnitAsync("NRestarts")) < times && TimeProvider.System.GetElapsedTime(began) < Soon)
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        int.Parse(await foo.UnitAsync("NRestarts")).Should().BeGreaterThanOrEqualTo(times);
    }

    private async Task<string> InsideAsync(string script) => (await foo.Host.ShellAsync(script)).Line;
}
