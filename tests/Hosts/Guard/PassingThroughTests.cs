using KuPkg.Harness.Commands;

namespace KuPkg.Hosts.Guard;

/// <summary>A guarded command cannot tell that it is guarded, and neither can who waits for it.</summary>
public sealed class PassingThroughTests : IDisposable
{
    private readonly Guarded _guarded = new();

    public void Dispose() => _guarded.Dispose();

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 255", 255)]
    [InlineData("kill -TERM $$", 143)]
    [InlineData("kill -KILL $$", 137)]
    [InlineData("sleep 1; exit 3", 3)]
    public async Task The_exit_code_is_the_command_s(string script, int code) =>
        (await _guarded.ShellAsync("", script)).Should().Match<CommandResult>(r => r.ExitCode == code && r.ErrorText.Length == 0);

    [Theory]
    [InlineData("kupkg-no-such-command", 127)]
    [InlineData("/no/such/command", 127)]
    [InlineData("/etc/passwd", 126)]
    [InlineData("/etc", 126)]
    public async Task What_cannot_be_started_is_126_or_127_with_a_reason(string program, int code)
    {
        var result = await _guarded.RunAsync("", program);
        result.ExitCode.Should().Be(code);
        result.ErrorText.Should().StartWith($"kupkg guard: tried to start '{program}': ").And.Contain(". ");
    }

    [Theory]
    [InlineData("--no-such-option")]
    [InlineData("--quiet soon")]
    [InlineData("--quiet 1s")]
    [InlineData("--retries -1")]
    [InlineData("--priority high")]
    [InlineData("sleep 1")]
    public async Task Wrong_usage_is_125_and_starts_nothing(string options)
    {
        var result = await _guarded.RunAsync(options, "touch", "started");
        result.Should().Match<CommandResult>(r => r.ExitCode == 125 && r.ErrorText.Length > 0);
        _guarded.Read("started").Should().BeNull();
    }

    [Fact]
    public async Task Arguments_pass_byte_for_byte_even_those_that_look_like_ours()
    {
        (await _guarded.RunAsync("", "printf", "%s|", "--json", "--", "@file", "", "a b", "$HOME", "run")).Text.Should().Be("--json|--|@file||a b|$HOME|run|");
        var odd = await _guarded.PlainShellAsync("""exec "$KUPKG" guard -- printf '%s' "$(printf '\377\376x')" """);
        odd.Output.ToArray().Should().Equal([0xff, 0xfe, (byte)'x'], "{0}", odd);
    }

    [Fact]
    public async Task Streams_environment_directory_and_further_descriptors_pass()
    {
        await File.WriteAllTextAsync(_guarded.PathOf("seventh"), "from seven\n");
        var result = await _guarded.PlainShellAsync(
            """printf 'from stdin\n' | X="of mine" "$KUPKG" guard -- sh -c 'cat; cat <&7; echo "$X"; pwd; echo err >&2' 7<seventh""");
        result.Text.Should().Be($"from stdin\nfrom seven\nof mine\n{_guarded.Folder}\n");
        result.ErrorText.Should().Be("err\n");
    }

    [Fact]
    public async Task Nothing_of_the_guard_s_own_is_open_in_the_command()
    {
        var bare = await _guarded.PlainShellAsync("ls -l /proc/self/fd | wc -l");
        var guarded = await _guarded.PlainShellAsync("\"$KUPKG\" guard -- ls -l /proc/self/fd | wc -l");
        guarded.Line.Should().Be(bare.Line);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    [InlineData("QUIT")]
    [InlineData("USR1")]
    [InlineData("USR2")]
    public async Task A_signal_is_handed_on_and_the_command_s_answer_is_the_guard_s(string signal)
    {
        await using var guard = _guarded.StartShell("", $"trap 'echo got {signal}; exit 5' {signal}; echo ready > ready; while :; do sleep 0.1; done");
        await _guarded.UntilThereAsync("ready");
        await Command.MustAsync("kill", $"-{signal}", $"{guard.Pid}");
        var result = await guard.WaitAsync(Command.UsualLimit);
        result.Should().Match<CommandResult>(r => r.ExitCode == 5 && r.Text == $"got {signal}\n");
    }

    [Fact]
    public async Task A_command_that_dies_of_a_signal_takes_its_group_along_as_with_timeout()
    {
        await using var guard = _guarded.StartShell("", "sleep 640 & echo $! > child; wait");
        await _guarded.UntilThereAsync("child");
        await Command.MustAsync("kill", "-TERM", $"{guard.Pid}");
        (await guard.WaitAsync(Command.UsualLimit)).ExitCode.Should().Be(143);
        _guarded.IsAlive("child").Should().BeFalse();
    }

    [Fact]
    public async Task What_was_ignored_stays_ignored()
    {
        var result = await _guarded.PlainShellAsync("trap '' HUP USR1; \"$KUPKG\" guard -- grep SigIgn /proc/self/status");
        var mask = Convert.ToUInt64(result.Line.Split('\t')[1], 16);
        (mask & 1).Should().Be(1, "SIGHUP, as under nohup");
        (mask & (1 << 9)).Should().NotBe(0, "SIGUSR1");
        (mask & (1 << 12)).Should().Be(0, "SIGPIPE must end a writer whose reader left");
    }

    [Fact]
    public async Task What_the_command_leaves_at_work_is_not_waited_for_nor_ended()
    {
        var result = await _guarded.ShellAsync("--quiet 2s", "sleep 8 >/dev/null 2>&1 & echo $! > child; sleep 1; exit 4");
        result.ExitCode.Should().Be(4);
        _guarded.IsAlive("child").Should().BeTrue();
        await Command.MustAsync("kill", _guarded.Read("child")!.Trim());
    }

    [Fact]
    public async Task A_guard_that_is_killed_leaves_its_command_at_work()
    {
        await using var guard = _guarded.StartShell("", "echo $$ > pid; sleep 2; echo whole > end");
        await _guarded.UntilThereAsync("pid");
        await Command.MustAsync("kill", "-KILL", $"{guard.Pid}");
        (await _guarded.UntilThereAsync("end")).Should().Be("whole\n");
    }
}
