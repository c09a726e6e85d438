using System.Text;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Tests.Shell;

public sealed class ShortCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Both_streams_are_captured_apart_and_invalid_utf8_is_replaced()
    {
        var result = await Sh.RunAsync(@"printf 'a\377b\n'; echo problem >&2");

        result.Output.Should().Be("a\uFFFDb\n");
        result.Error.Should().Be("problem\n");
        result.IsSuccess.Should().BeTrue();
        result.IsTruncated.Should().BeFalse();
    }

    [Fact]
    public async Task More_output_than_asked_for_is_read_and_not_kept()
    {
        var launch = Sh.Script("head -c 5000000 /dev/zero | tr '\\0' x; echo end >&2");

        var result = await Sh.Launcher.RunAsync(launch, Sh.Generous, captureBytes: 1000);

        result.Output.Should().Be(new string('x', 1000));
        result.Error.Should().Be("end\n");
        result.IsTruncated.Should().BeTrue();
        result.IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task Two_megabytes_on_each_stream_at_once_arrive_whole()
    {
        var result = await Sh.RunAsync("head -c 2000000 /dev/zero >&2 & head -c 2000000 /dev/zero; wait");

        Encoding.UTF8.GetByteCount(result.Output).Should().Be(2_000_000);
        Encoding.UTF8.GetByteCount(result.Error).Should().Be(2_000_000);
        result.IsTruncated.Should().BeFalse();
    }

    [Fact]
    public async Task The_limit_ends_the_whole_session_deaf_children_and_grandchildren_too()
    {
        var pids = _folder.File("pids");
        var launch = Sh.Script($"trap '' TERM INT HUP; echo before; (trap '' TERM; (sleep 300 & echo $! >> {pids}; wait) & echo $! >> {pids}; wait) & echo $! >> {pids}; echo $$ >> {pids}; wait");

        var result = await Sh.Launcher.RunAsync(launch, TimeSpan.FromSeconds(2));

        result.IsTimedOut.Should().BeTrue();
        result.IsSuccess.Should().BeFalse();
        result.Status.Should().Be(ExitStatus.Signaled(SignalNames.Kill));
        result.Output.Should().Be("before\n");
        var all = (await File.ReadAllLinesAsync(pids)).Select(int.Parse).ToList();
        all.Should().HaveCount(4);
        await Sh.Until(() => all.TrueForAll(static pid => !Directory.Exists($"/proc/{pid}")), "all are gone and reaped");
    }

    [Fact]
    public async Task Children_that_fork_without_end_are_ended_too()
    {
        // Each shell starts the next and ends, so that the processes of one look are gone at the next. They count, so that nothing goes on for ever if this fails.
        var self = _folder.Script("chain", "#!/bin/sh\n[ $1 -gt 5000 ] || \"$0\" $(($1 + 1)) &\nexit 0\n");

        var result = await Sh.Launcher.RunAsync(Sh.Script($"{self} 1; {self} 1; {self} 1; exec sleep 300"), TimeSpan.FromSeconds(1));

        result.IsTimedOut.Should().BeTrue();
        ProcTable.Pids().Select(static pid => ProcFile.TryReadText($"/proc/{pid}/cmdline")).Should().NotContain(line => line != null && line.Contains(self));
    }

    [Fact]
    public async Task A_cancelled_command_is_ended_and_says_that_it_was_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var pid = _folder.File("pid");
        var run = Sh.Launcher.RunAsync(Sh.Script($"echo $$ > {pid}.new; mv {pid}.new {pid}; exec sleep 300"), Sh.Generous, stop: stop.Token);
        await Sh.Until(() => File.Exists(pid), "it runs");

        await stop.CancelAsync();

        await FluentActions.Awaiting(() => run).Should().ThrowAsync<OperationCanceledException>();
        Directory.Exists($"/proc/{(await File.ReadAllTextAsync(pid)).Trim()}").Should().BeFalse();
    }

    [Fact]
    public async Task A_daemon_that_keeps_the_pipe_neither_blocks_the_end_nor_is_killed()
    {
        var began = TimeProvider.System.GetTimestamp();
        var result = await Sh.RunAsync("setsid sleep 240 & echo $!; echo done");

        result.Status.Should().Be(ExitStatus.Exited(0));
        TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(100));
        var lines = result.Output.Split('\n');
        lines[1].Should().Be("done");
        using var daemon = PidFd.TryOpen(ProcStat.TryRead(int.Parse(lines[0]))!.Value.Id)!;
        daemon.HasEnded().Should().BeFalse();
        daemon.Send(SignalNames.Kill).Should().Be(0);
        daemon.HasEnded(Sh.Generous).Should().BeTrue();
    }

    [Fact]
    public async Task A_daemon_that_floods_the_pipe_does_not_block_the_end()
    {
        var result = await Sh.Launcher.RunAsync(Sh.Script("setsid yes & echo $! >&2; sleep 0.5"), Sh.Generous, captureBytes: 100);

        result.Status.Should().Be(ExitStatus.Exited(0));
        result.IsTruncated.Should().BeTrue();
        // The pipe is closed on it, and it meets SIGPIPE.
        var pid = int.Parse(result.Error);
        await Sh.Until(() => !Directory.Exists($"/proc/{pid}"), "the flood has ended");
    }

    [Fact]
    public async Task With_an_output_file_nothing_is_captured()
    {
        var output = _folder.File("output");
        await File.WriteAllTextAsync(output, "earlier\n");

        var result = await Sh.Launcher.RunAsync(Sh.Script("echo one; echo two >&2") with { OutputPath = output }, Sh.Generous);

        result.Output.Should().BeEmpty();
        (await File.ReadAllTextAsync(output)).Should().Be("earlier\none\ntwo\n");
    }
}
