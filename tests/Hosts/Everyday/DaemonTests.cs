using KuPkg.Harness;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Hosts;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Everyday;

/// <summary>The daemon under a real systemd, from its packaged unit.</summary>
public sealed class DaemonTests
{
    private const string Unit = "kupkg-daemon";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task It_is_ready_a_due_tick_runs_a_second_one_is_refused_and_a_reload_tells_what_is_wrong()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        await StartAsync(scene);

        await UntilAsync(scene, "the due run has ended and the status tells of it", async () => (await ShowAsync(scene, "StatusText")).Contains("run 1 at", StringComparison.Ordinal));
        (await ShowAsync(scene, "ActiveState")).Should().Be("active", "Type=notify, so READY was heard");
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed");
        (await ShowAsync(scene, "StatusText")).Should().Contain("next tick about");

        var second = await scene.KuPkgAsync("daemon");
        second.ExitCode.Should().Be(75, "{0}", second);
        second.ErrorText.Should().Contain("another daemon is at work");

        scene.Host.Write("/etc/kupkg/kupkg.toml", "track = \"stable\"\n[schedule]\nevery = \"soon\"\n");
        await scene.Host.MustAsync("systemctl", "reload", Unit);
        await UntilAsync(scene, "the place of the mistake is in the log", async () => (await LogAsync(scene)).Contains("/etc/kupkg/kupkg.toml:3:9", StringComparison.Ordinal));
        (await ShowAsync(scene, "StatusText")).Should().Contain("refused");

        await scene.KuPkgAsync("quarantine", "maintenance");
        await UntilAsync(scene, "quarantine is in the status", async () => (await ShowAsync(scene, "StatusText")).Contains("quarantined", StringComparison.Ordinal));
        scene.Host.Write("/etc/kupkg/kupkg.toml", "[schedule]\njitter = \"0s\"\n");
        await UntilAsync(scene, "and ends without a restart", async () => !(await ShowAsync(scene, "StatusText")).Contains("quarantined", StringComparison.Ordinal));

        var pid = await ShowAsync(scene, "MainPID");
        await scene.Host.MustAsync("systemctl", "stop", Unit);
        (await ShowAsync(scene, "ExecMainStatus")).Should().Be("0");
        (await ShowAsync(scene, "NRestarts")).Should().Be("0", "it was pid {0} all the time", pid);
    }

    [Fact]
    public async Task Stopped_in_the_middle_of_an_install_it_lets_the_package_manager_end()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "touch /root/at-work; " + Scripts.WorkOnCpu(6) + "; touch /root/ended" });
        await StartAsync(scene);
        await BootedHost.UntilAsync(() => scene.Host.Read("/root/at-work") is not null, Patience, "the postinst works");

        await scene.Host.MustAsync("systemctl", "stop", Unit);

        scene.Host.Read("/root/ended").Should().NotBeNull("stop returns when the step has ended: {0}", await LogAsync(scene));
        (await ShowAsync(scene, "Result")).Should().Be("success");
        await scene.ShouldBeCleanAsync();
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed");
    }

    [Fact]
    public async Task Killed_in_mid_run_or_standing_still_it_is_started_anew_and_the_run_comes_to_its_end()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "touch /root/at-work; " + Scripts.WorkOnCpuUntil("/root/go") + "; touch /root/ended" });
        await StartAsync(scene, "[Service]\nWatchdogSec=20s\nRestartSec=1s\n");
        await BootedHost.UntilAsync(() => scene.Host.Read("/root/at-work") is not null, Patience, "the postinst works");

        await scene.Host.MustAsync("systemctl", "kill", "--kill-who=main", "--signal=KILL", Unit);
        await UntilAsync(scene, "systemd starts it anew", async () => await ShowAsync(scene, "NRestarts") == "1" && await ShowAsync(scene, "ActiveState") == "active");
        await UntilAsync(scene, "its tick meets the run that goes on", async () => (await LogAsync(scene)).Contains("run 1 is still at work", StringComparison.Ordinal));
        scene.Host.Write("/root/go", "");
        await UntilAsync(scene, "the run has come to its end", async () => scene.Host.Read("/root/ended") is not null && (await scene.KuPkgAsync("status")).ExitCode == 0);
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed");
        (await scene.KuPkgAsync("history")).Text.Should().NotContain("not ended").And.NotContain("interrupted");

        await scene.Host.MustAsync("systemctl", "kill", "--kill-who=main", "--signal=STOP", Unit);
        await UntilAsync(scene, "the watchdog ends what stands still", async () => await ShowAsync(scene, "NRestarts") == "2" && await ShowAsync(scene, "ActiveState") == "active");
        (await LogAsync(scene)).Should().Contain("Watchdog timeout");
    }

    [Fact]
    public async Task A_new_version_of_its_file_takes_over_under_the_same_pid()
    {
        await using var scene = await Scene.StartAsync();
        await StartAsync(scene);
        await UntilAsync(scene, "the first tick is over", async () => (await ShowAsync(scene, "StatusText")).Contains("run 1 at", StringComparison.Ordinal));
        var pid = await ShowAsync(scene, "MainPID");

        await scene.Host.ShellAsync("cp /usr/bin/kupkg /usr/bin/kupkg.dpkg-new && mv /usr/bin/kupkg.dpkg-new /usr/bin/kupkg");
        await UntilAsync(scene, "it says so, and begins anew", async () =>
            await LogAsync(scene) is var log && log.Contains("was replaced by version", StringComparison.Ordinal) && log.Split("a tick every").Length == 3);

        await UntilAsync(scene, "it is ready again", async () => (await ShowAsync(scene, "StatusText")).Contains("next tick", StringComparison.Ordinal));
        (await ShowAsync(scene, "MainPID")).Should().Be(pid);
        await scene.Host.MustAsync("systemctl", "stop", Unit);
        (await ShowAsync(scene, "Result")).Should().Be("success");
    }

    [Fact]
    public async Task Queued_jobs_are_worked_off_in_order_over_a_restart_and_a_failing_one_is_tried_again()
    {
        await using var scene = await Scene.StartAsync();
        await scene.RunAsync();
        await QueueAsync(scene, "echo one >>/root/done; exit 3");
        await QueueAsync(scene, "echo two >>/root/done; touch /root/at-work; while [ ! -e /root/go ]; do sleep 0.2; done; echo end >>/root/done");
        await QueueAsync(scene, "echo three >>/root/done");
        await StartAsync(scene, "[Service]\nRestartSec=1s\n");
        await BootedHost.UntilAsync(() => scene.Host.Read("/root/at-work") is not null, Patience, "the second job works");

        // All of kupkg dies, the job lives.
        await scene.Host.ShellAsync("kill -9 $(pidof kupkg)");
        await UntilAsync(scene, "the job is taken up by the next daemon", async () => (await LogAsync(scene)).Contains("still at work although its kupkg ended", StringComparison.Ordinal));
        scene.Host.Write("/root/go", "");
        await UntilAsync(scene, "the third job is done", () => Task.FromResult(scene.Host.Read("/root/done")?.Contains("three", StringComparison.Ordinal) == true));
        await UntilAsync(scene, "the first job is tried again", () => Task.FromResult(scene.Host.Read("/root/done")?.Split("one").Length == 3));

        scene.Host.Read("/root/done")!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(3).Should().Equal("one", "two", "end");
        var list = await scene.KuPkgAsync("queue");
        list.Text.Should().Contain("failed").And.Contain("2/3").And.Contain("done");
        (await scene.KuPkgAsync("queue", "--json")).Text.Should().Contain("\"state\": \"done\"");
    }

    private static async Task StartAsync(Scene scene, string? dropIn = null)
    {
        File.Copy(Path.Join(Workspace.Repository, "init", Unit + ".service"), scene.Host.InHost($"/etc/systemd/system/{Unit}.service"), overwrite: true);
        if (dropIn is not null)
            scene.Host.Write($"/etc/systemd/system/{Unit}.service.d/test.conf", dropIn);
        await scene.Host.MustAsync("systemctl", "daemon-reload");
        // Waits for READY.
        await scene.Host.MustAsync("systemctl", "start", Unit);
    }

    // The rows that guard --queue writes; the tables are those of docs/history.md.
    private static Task QueueAsync(Scene scene, string script)
    {
        var argv = System.Text.Json.JsonSerializer.Serialize<string[]>(["sh", "-c", script]).Replace("'", "''", StringComparison.Ordinal);
        return Command.MustAsync("sqlite3", "-cmd", ".timeout 30000", Path.Join(scene.Host.Disk, "var/lib/kupkg/history.db"),
            "INSERT INTO jobs (argv, environment, directory, most_tries, queued_by, queued_at, state, tries) "
            + $"VALUES ('{argv}', '{{}}', '/', 3, 'test', '2026-01-01T00:00:00.0000000+00:00', 'waiting', 0)");
    }

    private static async Task<string> ShowAsync(Scene scene, string property) =>
        (await scene.Host.MustAsync("systemctl", "show", "--property", property, "--value", Unit)).Line;

    private static async Task<string> LogAsync(Scene scene) => (await scene.Host.MustAsync("journalctl", "--unit", Unit, "--output=cat", "--no-pager")).Text;

    private static async Task UntilAsync(Scene scene, string what, Func<Task<bool>> isTrueAsync)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isTrueAsync())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"waited {Patience.TotalSeconds} s in vain: {what}\n{await ShowAsync(scene, "StatusText")}\n{await LogAsync(scene)}");
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        }
    }
}
