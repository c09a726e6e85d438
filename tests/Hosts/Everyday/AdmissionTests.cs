using KuPkg.Harness.Hosts;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Everyday;

/// <summary>Whether a run begins at all, and what it costs when there is nothing to do.</summary>
public sealed class AdmissionTests
{
    [Fact]
    public async Task A_run_that_is_asked_to_stop_during_a_short_query_is_deferred()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        const UnixFileMode executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        scene.Host.Write("/usr/local/sbin/dpkg", "#!/bin/sh\ntouch /run/asked\nsleep 8\nexec /usr/bin/dpkg \"$@\"\n", executable);

        await using var run = await scene.StartRunAsync();
        await scene.Host.MustAsync("sh", "-c", "until [ -e /run/asked ]; do sleep 0.1; done; rm /usr/local/sbin/dpkg; pkill -TERM -x kupkg");
        var seen = await run.EndAsync();

        seen.ShouldHaveEnded(75, "deferred");
        seen.Result.ToString().Should().NotContain("Unhandled");
        (await scene.StateOfAsync("good")).Should().Be("1.0 ok installed");
        (await scene.RunAsync()).ShouldHaveEnded(0, "updated");
    }

    [Fact]
    public async Task Without_a_configuration_the_host_is_quarantined_and_nothing_happens()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        File.Delete(scene.Host.InHost("/etc/kupkg/kupkg.toml"));

        var run = await scene.RunAsync();

        (run.Result.ExitCode, run.StatusCode, run.State).Should().Be((0, 0, "quarantined"), "{0}", run);
        scene.Mirror.Requests.Should().BeEmpty();
        (await scene.StateOfAsync("good")).Should().Be("1.0 ok installed");
    }

    [Fact]
    public async Task A_configuration_that_is_not_understood_is_refused_never_ignored()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        scene.Host.Write("/etc/kupkg/kupkg.toml", "[limits.install]\nquite = \"10m\"\n");

        var run = await scene.KuPkgAsync("run", "--now");

        run.ExitCode.Should().Be(78, "{0}", run);
        run.ErrorText.Should().Contain("/etc/kupkg/kupkg.toml");
        scene.Mirror.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_second_run_beside_a_running_one_is_deferred_and_status_tells_what_runs()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "touch /root/at-work; " + Scripts.WorkOnCpu(8) });
        await using var first = await scene.StartRunAsync();
        await BootedHost.UntilAsync(() => scene.Host.Read("/root/at-work") is not null, TimeSpan.FromSeconds(60), "the postinst works");

        var second = await scene.KuPkgAsync("run", "--now");
        second.ExitCode.Should().Be(75, "{0}", second);
        // What status reads is written a few times a second at most.
        var status = await scene.KuPkgAsync("status");
        for (var look = 0; look < 10 && !status.Text.Contains("bad", StringComparison.Ordinal); look++)
            status = await scene.Host.RunAsync(["sh", "-c", "sleep 0.3; kupkg status"]);
        status.Text.Should().Contain("install").And.Contain("bad");

        await scene.ShouldBeUpdatedAsync(await first.EndAsync());
    }

    [Fact]
    public async Task Nothing_to_do_is_silent()
    {
        await using var scene = await Scene.StartAsync();
        await scene.HaveAsync(Pairs.Good1);

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(0, "up-to-date");
        (run.Result.Text, run.Result.ErrorText).Should().Be(("", ""));
        (run.State, run.StatusCode).Should().Be(("ok", 0));
    }

    [Fact]
    public async Task A_successful_update_without_a_terminal_is_silent()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);

        var run = await scene.RunAsync();

        await scene.ShouldBeUpdatedAsync(run);
        (run.Result.Text, run.Result.ErrorText).Should().Be(("", ""));
    }

    [Fact]
    public async Task A_tick_that_is_not_due_does_nothing()
    {
        await using var scene = await Scene.StartAsync();
        await scene.RunAsync();
        var asked = scene.Mirror.Requests.Count;

        var tick = await scene.KuPkgAsync("run");

        (tick.ExitCode, tick.Text, tick.ErrorText).Should().Be((0, "", ""));
        scene.Mirror.Requests.Count.Should().Be(asked);
    }

    [Fact]
    public async Task A_dry_run_tells_the_plan_and_changes_nothing()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        await scene.Host.MustAsync("apt-get", "-qq", "update");
        // What systemd itself keeps there moves by itself.
        const string sum = "find /etc /var/lib /var/cache /var/log/apt /run/kupkg /run/lock -xdev -path /var/lib/systemd -prune -o -printf '%p %y %m %s %T@\\n' 2>/dev/null | sort; "
            + "find /etc /var/lib /var/cache -xdev -path /var/lib/systemd -prune -o -type f -print0 | sort -z | xargs -0 sha256sum";
        var before = (await scene.Host.ShellAsync(sum)).Text.Split('\n');
        var asked = scene.Mirror.Requests.Count;

        var run = await scene.KuPkgAsync("run", "--dry-run");

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Text.Should().Contain("bad").And.Contain("good").And.Contain("2.0");
        var after = (await scene.Host.ShellAsync(sum)).Text.Split('\n');
        after.Except(before).Should().BeEmpty("a dry run writes nothing: {0}", run);
        before.Except(after).Should().BeEmpty("a dry run removes nothing: {0}", run);
        scene.Mirror.Requests.Count.Should().Be(asked);
    }
}
