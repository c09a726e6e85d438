using KuPkg.Harness.Commands;

namespace KuPkg.Hosts.Guard;

/// <summary>What hangs is ended as a whole, and told of first; what works is not.</summary>
public sealed class WatchingTests : IDisposable
{
    private readonly Guarded _guarded = new();

    public void Dispose() => _guarded.Dispose();

    [Fact]
    public async Task A_command_that_hangs_is_told_of_and_ended_with_all_its_tree_but_not_its_daemons()
    {
        var result = await _guarded.ShellAsync(
            "--quiet 3s",
            "(setsid sh -c 'echo $$ > daemon; exec sleep 650' &); sleep 651 & echo $! > worker; (sleep 652 & echo $! > orphan) & wait; echo and on");

        result.ExitCode.Should().Be(124, "{0}", result);
        result.Text.Should().BeEmpty("a shell that goes on after its child was killed would report success");
        var lines = result.ErrorText.Split('\n');
        lines[0].Should().StartWith("kupkg guard: tried to see 'sh -c (setsid").And.Contain("stalled: nothing in the tree moved for 3").And.Contain("(limit 3 s)");
        result.ErrorText.Should().MatchRegex("sleep 651 +S  hrtimer_nanosleep").And.Contain("SIGINT, after 5 s SIGTERM, after 10 s more SIGKILL").And.Contain("--quiet");
        result.ErrorText.IndexOf("It is ended now", StringComparison.Ordinal).Should().BeLessThan(result.ErrorText.IndexOf("all gone after", StringComparison.Ordinal));
        _guarded.IsAlive("worker").Should().BeFalse();
        _guarded.IsAlive("orphan").Should().BeFalse();
        var hadLeft = _guarded.IsAlive("daemon");
        await Command.RunAsync(["kill", _guarded.Read("daemon")!.Trim()]);
        hadLeft.Should().BeTrue("it has a session of its own");
    }

    [Fact]
    public async Task A_command_is_asked_before_it_is_killed_and_may_put_things_right()
    {
        var result = await _guarded.ShellAsync("--quiet 2s", "trap '' INT; trap 'echo rolled back; exit 0' TERM; echo $$ > pid; while :; do sleep 653; done");
        result.ExitCode.Should().Be(124);
        result.Text.Should().Be("rolled back\n");
        result.ErrorText.Should().Contain("SIGTERM to").And.NotContain("SIGKILL to");
    }

    [Fact]
    public async Task A_deaf_command_is_killed()
    {
        var result = await _guarded.RunAsync("--quiet 2s", "python3", "-c", "import signal, time\nfor s in (2, 15): signal.signal(s, signal.SIG_IGN)\ntime.sleep(654)");
        result.ExitCode.Should().Be(124);
        result.ErrorText.Should().Contain("SIGINT to 1 process, SIGTERM to 1 process").And.Contain("SIGKILL to 1 process; all gone");
    }

    [Theory]
    [InlineData("cpu", "import time\nend = time.monotonic() + 7\nwhile time.monotonic() < end: pass")]
    [InlineData("io", "import time\nfor i in range(70): open('/dev/zero', 'rb').read(100); time.sleep(0.1)")]
    [InlineData("a child's", "import subprocess\nsubprocess.run(['sh', '-c', 'for i in 1 2 3 4 5 6 7; do sleep 1; done'])")]
    [InlineData("a server's", "import os, socket, time\na, b = socket.socketpair()\nif os.fork() == 0:\n    os.setsid()\n    end = time.monotonic() + 7\n    while time.monotonic() < end: pass\n    b.send(b'x'); os._exit(0)\nb.close(); a.recv(1)")]
    public async Task Work_of_any_kind_is_never_ended(string kind, string script)
    {
        var result = await _guarded.RunAsync("--quiet 3s", "python3", "-c", script);
        result.ExitCode.Should().Be(0, "{0}: {1}", kind, result);
        result.ErrorText.Should().BeEmpty();
    }

    [Fact]
    public async Task A_spinner_is_ended_by_its_own_limit()
    {
        var result = await _guarded.ShellAsync("--spin 3s", "while :; do :; done");
        result.ExitCode.Should().Be(124);
        result.ErrorText.Should().Contain("spinning: CPU is used, but there was no I/O");
    }

    [Fact]
    public async Task The_budget_is_told_once_and_the_hard_limit_ends_even_work()
    {
        var result = await _guarded.ShellAsync("--budget 1s --hard 4s", "while :; do sleep 0.2; echo x >> grows; done");
        result.ExitCode.Should().Be(124);
        result.ErrorText.Split('\n').Where(l => l.Contains("over its budget", StringComparison.Ordinal)).Should().ContainSingle();
        result.ErrorText.Should().Contain("past the hard limit of 4 s");
    }

    [Fact]
    public async Task Off_is_off()
    {
        var result = await _guarded.ShellAsync("--quiet off --spin off --budget off --hard off", "sleep 5; exit 6");
        result.Should().Match<CommandResult>(r => r.ExitCode == 6 && r.ErrorText.Length == 0);
    }

    [Fact]
    public async Task Limits_and_priority_of_the_host_hold_when_none_are_given_and_a_bad_file_stops_nothing()
    {
        Directory.CreateDirectory(_guarded.PathOf("etc/kupkg"));
        await File.WriteAllTextAsync(_guarded.PathOf("etc/kupkg/kupkg.toml"), "[limits.install]\nquiet = \"2s\"\n");
        var limited = await _guarded.ShellAsync("", "sleep 655");
        limited.ExitCode.Should().Be(124, "{0}", limited);
        limited.ErrorText.Should().Contain("(limit 2 s)");

        await File.WriteAllTextAsync(_guarded.PathOf("etc/kupkg/kupkg.toml"), "[limits.install]\nqueit = \"2s\"\n");
        var refused = await _guarded.ShellAsync("--quiet 30s", "sleep 2; exit 8");
        refused.ExitCode.Should().Be(8);
        refused.ErrorText.Should().Contain("kupkg config check");
    }

    [Fact]
    public async Task What_fails_or_hangs_is_tried_again_as_often_as_asked()
    {
        var result = await _guarded.ShellAsync("--quiet 2s --retries 3", "echo x >> tries; case $(wc -l < tries) in 1) exit 9;; 2) sleep 656;; esac; echo done");
        result.Should().Match<CommandResult>(r => r.ExitCode == 0 && r.Text == "done\n");
        _guarded.Read("tries").Should().Be("x\nx\nx\n");
        result.ErrorText.Should().Contain("try 1 of 4").And.Contain("failed (exit 9)").And.Contain("try 2 of 4").And.Contain("failed (ended by kupkg guard)");
    }

    [Fact]
    public async Task The_last_try_s_code_counts_and_a_signal_ends_the_waiting()
    {
        (await _guarded.ShellAsync("--retries 1", "exit 9")).ExitCode.Should().Be(9);

        await using var guard = _guarded.StartShell("--retries 100", "echo x >> tries; exit 9");
        while ((_guarded.Read("tries") ?? "").Length < 4)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System);
        await Command.MustAsync("kill", "-TERM", $"{guard.Pid}");
        (await guard.WaitAsync(Command.UsualLimit)).ExitCode.Should().Be(143);
    }
}
