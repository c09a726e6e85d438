using System.Text.Json;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Hosts;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Faults;

/// <summary>
/// Somebody else holds the package manager's locks when a run begins: what works is waited for, what hangs is treated by policy, what is no package manager or not in
/// our pid namespace is never touched.
/// </summary>
public sealed class LockHolderTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    /// <summary>Locks the file that is its first argument as apt and dpkg do, says so, and does nothing more.</summary>
    private const string HoldAndSleep = """
        import fcntl, sys, time
        f = open(sys.argv[1], "r+")
        fcntl.lockf(f, fcntl.LOCK_EX)
        open("/run/locked", "w").close()
        time.sleep(100000)
        """;

    private static string[] Patience(string wait, string hungAfter = "5s") => ["--set", $"locks.wait={wait}", "--set", $"locks.hung_after={hungAfter}"];

    [Fact]
    public async Task Who_takes_a_lock_in_the_middle_of_a_run_is_waited_for_too()
    {
        const UnixFileMode executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        scene.Host.Write("/etc/apt/apt.conf.d/99test", "APT::Update::Post-Invoke { \"/root/hook\"; };\n");
        scene.Host.Write("/root/holder", HoldAndSleep.Replace("100000", "5", StringComparison.Ordinal));
        scene.Host.Write("/root/hook", "#!/bin/sh\nsetsid -f python3 /root/holder /var/cache/apt/archives/lock </dev/null >/dev/null 2>&1\nwhile [ ! -e /run/locked ]; do sleep 0.1; done\n", executable);

        var run = await scene.RunAsync(Patience("60s"));

        await scene.ShouldBeUpdatedAsync(run);
        run.Told.Should().Contain("waiting for").And.Contain("/var/cache/apt/archives/lock");
    }

    [Fact]
    public async Task An_apt_that_was_stopped_at_its_prompt_on_a_terminal_is_reported_and_left_alone()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        await using var apt = await AtPromptAsync(scene, "sleep 1000 | script -qec 'apt-get upgrade' /dev/null");

        var run = await scene.RunAsync(Patience("60s"));

        run.ShouldHaveEnded(75, "deferred");
        run.Events("kill").Should().BeEmpty("a person may sit at it: {0}", run);
        run.Told.Should().Contain("locks.interactive").And.Contain("pts/").And.Contain("lock-frontend");
        Apt(scene).State.Should().Be('T', "nobody let it go on either");
        var seen = await scene.KuPkgAsync("locks");
        seen.Text.Should().Contain("held by apt-get").And.Contain("it is stopped").And.Contain("exit 75");
    }

    [Fact]
    public async Task An_apt_that_was_stopped_at_its_prompt_without_a_terminal_gets_a_sigcont_then_is_ended_and_the_run_goes_on()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        await using var apt = await AtPromptAsync(scene, "sleep 1000 | apt-get upgrade");

        var run = await scene.RunAsync(Patience("60s"));

        run.ShouldHaveEnded(0, "updated");
        run.Events("kill").Should().HaveCountGreaterThanOrEqualTo(2, "let go on, then ended: {0}", run);
        run.Events("kill")[0].Should().Contain("SIGCONT");
        run.Events("kill")[1].Should().Contain("SIGINT").And.Contain("apt-get");
        run.Warnings.Should().ContainSingle(w => w.Contains("lock-frontend", StringComparison.Ordinal), "{0}", run);
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed", "{0}", run);
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_foreign_dpkg_with_a_postinst_that_hangs_unwinds_is_repaired_and_the_run_goes_on()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = Scripts.HangOnce });
        await using var dpkg = scene.Host.Start(["dpkg", "-i", scene.CopyIn(Pairs.Bad2)]);
        await BootedHost.UntilAsync(() => scene.Host.Read("/root/hung-once") is not null, Soon, "the postinst hangs");

        var run = await scene.RunAsync(Patience("60s"));

        run.ShouldHaveEnded(0, "updated");
        run.Events("kill").Should().ContainSingle().Which.Should().Contain("bad.postinst", "dpkg itself is spared");
        var unwound = await dpkg.WaitAsync(Soon);
        unwound.ExitCode.Should().Be(1, "dpkg was left to say what failed: {0}", unwound);
        unwound.ToString().Should().Contain("killed by signal");
        run.Told.Should().Contain("dpkg --configure -a").And.Contain("the package database is clean");
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed", "{0}", run);
        (await scene.StateOfAsync("good")).Should().Be("2.0 ok installed", "{0}", run);
        run.Held.Should().BeEmpty();
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_foreign_dpkg_that_works_is_waited_for_as_long_as_policy_allows_and_never_touched()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "touch /run/at-work; " + Scripts.WorkOnCpu(25) });
        await using var dpkg = scene.Host.Start(["dpkg", "-i", scene.CopyIn(Pairs.Bad2)]);
        await BootedHost.UntilAsync(() => scene.Host.Read("/run/at-work") is not null, Soon, "the postinst works");

        var impatient = await scene.RunAsync(Patience("2s"));
        impatient.ShouldHaveEnded(75, "deferred");
        impatient.Told.Should().Contain("locks.wait");
        var seen = JsonDocument.Parse((await scene.KuPkgAsync("locks", "--json")).Output).RootElement.GetProperty("locks").EnumerateArray()
            .Single(l => l.GetProperty("path").GetString() == "/var/lib/dpkg/lock-frontend");
        seen.GetProperty("isMoving").GetBoolean().Should().BeTrue("{0}", seen);
        seen.GetProperty("chain").EnumerateArray().Select(c => c.GetString()).Should().Contain("bad.postinst");

        var patient = await scene.RunAsync(Patience("60s"));
        await scene.ShouldBeUpdatedAsync(patient);
        (await dpkg.WaitAsync(Soon)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task An_unattended_upgrade_that_hangs_is_ended_and_apts_timer_job_is_waited_for_and_kept_out()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with
        {
            Postinst = "if flock -n /var/lib/apt/daily_lock true; then touch /root/timer-job-could-start; fi",
        });
        scene.Host.Write("/usr/bin/unattended-upgrade", "#!/usr/bin/python3\n" + HoldAndSleep, (UnixFileMode)0b111_101_101);
        scene.Host.Write("/usr/lib/apt/apt.systemd.daily", "#!/bin/sh\nexec 3>/var/lib/apt/daily_lock\nflock 3\ntouch /run/daily\nsleep 2\n", (UnixFileMode)0b111_101_101);
        await scene.Host.MustAsync("systemd-run", "-q", "--unit=nightly", "/usr/bin/unattended-upgrade", "/var/lib/dpkg/lock-frontend");
        await scene.Host.MustAsync("systemctl", "start", "--no-block", "apt-daily.service");
        await BootedHost.UntilAsync(() => scene.Host.Read("/run/locked") is not null && scene.Host.Read("/run/daily") is not null, Soon, "both hold their locks");

        var run = await scene.RunAsync(Patience("60s"));

        run.ShouldHaveEnded(0, "updated");
        run.Events("kill").Should().ContainSingle().Which.Should().Contain("unattended-upgr");
        run.Told.Should().Contain("lock-frontend held by unattended-upgrade").And.Contain("from nightly.service");
        run.Told.Should().Contain("daily_lock held by apt.systemd.daily").And.Contain("from apt-daily.service");
        scene.Host.Read("/root/timer-job-could-start").Should().BeNull("a run holds apt's daily_lock: {0}", run);
        (await scene.Host.MustAsync("flock", "-n", "/var/lib/apt/daily_lock", "true")).ExitCode.Should().Be(0, "it is free after the run");
        await scene.ShouldBeCleanAsync();
    }

    [Theory]
    [InlineData("a program that is no package manager", "no package manager")]
    [InlineData("a package manager in a pid namespace of its own", "pid namespace of its own")]
    [InlineData("a process outside of the host's pid namespace", "outside of this pid namespace")]
    public async Task Who_may_not_be_signalled_is_named_waited_for_and_left_alone(string holder, string said)
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        const string lockFile = "/var/lib/dpkg/lock-frontend";
        scene.Host.Write("/root/apt-get", HoldAndSleep);
        scene.Host.Write("/root/backup", HoldAndSleep);
        string[] argv = holder.Contains("of its own", StringComparison.Ordinal)
            ? ["unshare", "--pid", "--fork", "python3", "/root/apt-get", lockFile]
            : ["python3", "/root/backup", lockFile];
        await using var outside = said.StartsWith("outside", StringComparison.Ordinal)
            ? Command.Start(["python3", "-c", HoldAndSleep.Replace("/run/locked", scene.Host.InHost("/run/locked"), StringComparison.Ordinal), scene.Host.InHost(lockFile)])
            : null;
        await using var inside = outside is null ? scene.Host.Start(argv) : null;
        await BootedHost.UntilAsync(() => scene.Host.Read("/run/locked") is not null, Soon, "the lock is held");

        var run = await scene.RunAsync(Patience("6s", "2s"));

        run.ShouldHaveEnded(75, "deferred");
        run.Events("kill").Should().BeEmpty("{0}", run);
        run.Told.Should().Contain(said).And.Contain("never signalled");
        (await scene.KuPkgAsync("locks")).Text.Should().Contain(said);
        (outside?.HasExited ?? inside!.HasExited).Should().BeFalse("it is left alone");
    }

    private static async Task<HostCommand> AtPromptAsync(Scene scene, string script)
    {
        await scene.Host.MustAsync("apt-get", "-qq", "update");
        var apt = scene.Host.Start(["sh", "-c", script]);
        await BootedHost.UntilAsync(() => apt.TextSoFar.Contains("continue? [Y/n]", StringComparison.Ordinal), Soon, "apt asks");
        await scene.Host.ShellAsync("kill -STOP $(pidof apt-get)");
        await BootedHost.UntilAsync(() => Apt(scene).State == 'T', Soon, "apt is stopped");
        return apt;
    }

    private static HostProcess Apt(Scene scene) => scene.Host.Processes().Single(p => p.Name == "apt-get");
}
