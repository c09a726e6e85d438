using KuPkg.Harness.Hosts;
using KuPkg.Hosts.Scenes.Foo;

namespace KuPkg.Hosts.Contracts;

/// <summary><c>kupkg check --kick</c>: what should run does, nobody's wish is worked against, and what cannot be healed is not kicked for ever.</summary>
public sealed class KickTests
{
    [Fact]
    public async Task Killed_where_nobody_respawns_it_it_is_started_and_found_healthy_then()
    {
        await using var foo = await KickScene.StartAsync(unitLines: KickScene.NoRespawn);
        await foo.ShouldKickAsync(0, "none");
        File.Exists(foo.Host.InHost("/var/lib/kupkg/history.db")).Should().BeFalse("a healthy host writes nothing");
        var before = foo.Food;
        await foo.KillAsync();

        var kicked = await foo.ShouldKickAsync(0, "start", "foo.service is failed (failed), signal");

        kicked.GetProperty("healed").GetBoolean().Should().BeTrue("{0}", kicked);
        await foo.ShouldRunAnewAsync(before);
        await foo.ShouldTellAsync(0, isSilent: true);
        (await foo.ActsAsync()).Should().Equal("start done");
    }

    [Theory]
    [InlineData("kill")]
    [InlineData("supervisor")]
    public async Task Alive_and_dead_to_the_world_it_is_killed_and_started_again(string restart)
    {
        await using var foo = await KickScene.StartAsync(contract: new Dictionary<string, string> { ["restart"] = $"\"{restart}\"" }, unitLines: KickScene.NoRespawn);
        var before = foo.Food;
        await foo.FreezeAsync();

        var told = await foo.ShouldTellAsync(0, isSilent: false);

        told.Text.Should().Contain("restarted").And.Contain("no answer within 1 s");
        await foo.ShouldRunAnewAsync(before);
        (await foo.ActsAsync()).Should().Equal("restart done");
    }

    [Fact]
    public async Task What_somebody_wants_down_is_left_down()
    {
        await using var foo = await KickScene.StartAsync(unitLines: KickScene.NoRespawn);
        await foo.Host.MustAsync("systemctl", "stop", "foo");
        await foo.ShouldKickAsync(0, "left-alone", "foo.service was stopped");
        await foo.Host.MustAsync("systemctl", "daemon-reexec");
        await foo.ShouldKickAsync(0, "left-alone", "foo.service was stopped");
        await foo.ShouldTellAsync(0, isSilent: true);
        await foo.Host.MustAsync("systemctl", "disable", "foo");
        await foo.ShouldKickAsync(0, "left-alone", "foo.service is disabled and does not run");
        await foo.Host.MustAsync("systemctl", "enable", "foo");
        await foo.Host.MustAsync("systemctl", "mask", "--runtime", "foo");
        await foo.ShouldKickAsync(0, "left-alone", "foo.service is masked");
        foo.Food.Should().BeEmpty();
        File.Exists(foo.Host.InHost("/var/lib/kupkg/history.db")).Should().BeFalse();

        // In the middle of its work, a person looks at it.
        await foo.Host.ShellAsync("systemctl unmask --runtime foo; systemctl start foo");
        await FooHost.ShouldSayAsync(foo.Address, "foo ready 1.0");
        await foo.AgeAsync();
        var before = foo.Food;
        await foo.FreezeAsync();
        foo.Host.Write("/run/kupkg/contracts.d/foo.hold", "ticket 17\n");
        await foo.ShouldKickAsync(0, "left-alone", "held: ticket 17");
        (await foo.Host.RunAsync(["kupkg", "check"])).Text.Should().Contain("leaves it alone: ticket 17");
        (await foo.Host.RunAsync(["kupkg", "status"])).Text.Should().Contain("the service is not kept running: ticket 17     rm /run/kupkg/contracts.d/foo.hold");
        foo.Food.Should().BeEquivalentTo(before, static o => o.Including(static p => p.Pid));
    }

    [Fact]
    public async Task What_crashes_at_its_start_is_kicked_at_ever_longer_intervals()
    {
        await using var foo = await KickScene.StartAsync(FooForm.CrashesAtStart, unitLines: KickScene.NoRespawn);

        (await foo.ShouldTellAsync(1, isSilent: false)).Text.Should().Contain("started in vain").And.Contain("kupkg check foo");
        await foo.ShouldKickAsync(1, "left-alone", "kicked in vain");
        await foo.ShouldTellAsync(1, isSilent: true);
        await foo.PassAsync(5);
        await foo.ShouldKickAsync(1, "start");
        await foo.PassAsync(5);
        await foo.ShouldKickAsync(1, "left-alone");
        await foo.PassAsync(5);
        await foo.ShouldKickAsync(1, "start");
        (await foo.ActsAsync()).Should().Equal("start failed", "start failed", "start failed");
    }

    [Fact]
    public async Task One_that_never_answers_is_restarted_in_vain_and_then_left_alone()
    {
        await using var foo = await KickScene.StartAsync(FooForm.NeverAnswers);
        var before = foo.Food.Single();

        await foo.ShouldKickAsync(1, "restart", "no answer within 1 s");

        var after = foo.Food.Single();
        after.Pid.Should().NotBe(before.Pid);
        await foo.ShouldKickAsync(1, "left-alone");
        foo.Food.Single().Pid.Should().Be(after.Pid);
        (await foo.ActsAsync()).Should().Equal("restart failed");
    }

    [Fact]
    public async Task Given_up_by_systemd_it_is_started_when_its_limit_is_over()
    {
        await using var foo = await KickScene.StartAsync();
        foo.Host.Write("/etc/systemd/system/foo.service.d/limit.conf", "[Unit]\nStartLimitIntervalSec=12\nStartLimitBurst=3\n[Service]\nRestartSec=100ms\nExecStartPre=+/usr/bin/test -e /root/sane\n");
        await foo.Host.ShellAsync("systemctl daemon-reload; systemctl kill --signal=KILL foo");
        await foo.UntilStateAsync("failed");
        foo.Host.Write("/root/sane", "");

        await foo.ShouldKickAsync(1, "left-alone", "its start limit is over in");
        await Task.Delay(TimeSpan.FromSeconds(12), TimeProvider.System);
        await foo.ShouldKickAsync(0, "start");

        await foo.ShouldRunAnewAsync([]);
    }

    [Fact]
    public async Task Critical_it_is_started_and_not_killed()
    {
        await using var foo = await KickScene.StartAsync(contract: new Dictionary<string, string> { ["priority"] = "\"critical\"" }, unitLines: KickScene.NoRespawn);
        var before = foo.Food.Single();
        await foo.FreezeAsync();

        (await foo.ShouldTellAsync(1, isSilent: false)).Text.Should().Contain("a person decides");
        await foo.ShouldTellAsync(1, isSilent: true);
        foo.Food.Single().Pid.Should().Be(before.Pid);
        await foo.KillAsync();
        await foo.ShouldKickAsync(0, "start");
        (await foo.ActsAsync()).Should().Equal("left-alone failed", "start done");
    }

    [Fact]
    public async Task Two_at_once_and_a_run_at_work_do_not_meet_at_a_service()
    {
        await using var foo = await KickScene.StartAsync();
        await foo.FreezeAsync();
        var before = foo.Food.Single();

        await using (var holder = foo.Host.Start(["sh", "-c", "mkdir -p /run/kupkg/services; exec flock /run/kupkg/services/foo.lock sh -c 'touch /root/locked; until [ -e /root/go ]; do sleep 0.1; done'"]))
        {
            await BootedHost.UntilAsync(() => foo.Host.Read("/root/locked") is not null, TimeSpan.FromSeconds(20), "the lock is held");
            await foo.ShouldKickAsync(0, "left-alone", "a run that upgrades it, or another kick, is at it");
            foo.Food.Single().Pid.Should().Be(before.Pid);
            foo.Host.Write("/root/go", "");
            await holder.WaitAsync(TimeSpan.FromSeconds(20));
        }

        var both = await Task.WhenAll(foo.KickAsync(), foo.KickAsync());
        both.Select(static b => b.Foo.GetProperty("act").GetString()).Should().BeEquivalentTo("restart", "left-alone");
        (await foo.ActsAsync()).Should().Equal("restart done");
    }

    [Fact]
    public async Task A_mistake_in_one_contract_is_told_and_the_others_are_kept()
    {
        await using var foo = await KickScene.StartAsync(unitLines: KickScene.NoRespawn);
        await foo.KillAsync();
        foo.Host.Write("/etc/kupkg/contracts.d/bar.toml", "[service.bar]\npackages = [\"bar\"]\nrestrat = \"kill\"\n");

        var kicked = await foo.Host.RunAsync(["kupkg", "check", "--kick"]);

        (kicked.ExitCode, kicked.ErrorText).Should().Match<(int Code, string Error)>(static k => k.Code == 78 && k.Error.Contains("/etc/kupkg/contracts.d/bar.toml:3") && k.Error.Contains("kupkg config check"));
        await foo.ShouldRunAnewAsync([]);
        await foo.KillAsync();

        // In quarantine nothing is touched, and only root may.
        await foo.Host.MustAsync("mv", "/etc/kupkg/kupkg.toml", "/root/kupkg.toml");
        await foo.ShouldTellAsync(0, isSilent: true);
        foo.Food.Should().BeEmpty();
        var user = await foo.Host.RunAsync(["setpriv", "--reuid", "65534", "--clear-groups", "kupkg", "check", "--kick"]);
        (user.ExitCode, user.ErrorText).Should().Match<(int Code, string Error)>(static k => k.Code == 77 && k.Error.Contains("sudo kupkg check --kick"));
    }
}
