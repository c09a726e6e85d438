using KuPkg.Agent.Report;
using KuPkg.Agent.Tests.History;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Tests.Report;

public sealed class StatusFileTests : IDisposable
{
    private readonly TempRoot _root = new();

    private string Path => _root.Paths.StatusFile;

    public void Dispose() => _root.Dispose();

    [Fact]
    public void The_status_of_a_run_follows_its_events()
    {
        var board = new StatusBoard(Path, TimeProvider.System);
        board.Hear(new StepBegan("too early") { At = SampleRun.At(0) });
        File.Exists(Path).Should().BeFalse("no run has begun");
        foreach (var happened in SampleRun.Events())
        {
            board.Hear(happened);
            var status = StatusFile.Read(Path)!;
            (status.Run, status.Pid, status.StartTicks).Should().Be((412, 9120, 8_812_345));
            if (happened is StepBegan began) status.Step.Should().Be(began.Step);
            if (happened is StepEnded) status.Step.Should().BeNull();
            if (happened is VerdictReached) status.Verdict.Should().Be("stalled");
        }

        var last = StatusFile.Read(Path)!;
        last.Outcome.Should().Be("partly-updated");
        last.EndedAt.Should().Be(SampleRun.Record().EndedAt);
        last.Warnings.Should().HaveCount(1);
        board.Problem.Should().BeNull();
    }

    [Fact]
    public void Progress_is_written_at_most_once_a_second()
    {
        var clock = new TurnedClock();
        var board = new StatusBoard(Path, clock);
        board.Hear(new RunBegan(SampleRun.Start()) { At = SampleRun.At(0) });
        board.Hear(new StepBegan("install") { At = SampleRun.At(0) });
        var progress = new LiveProgress("install", "a", "", "progressing", "", TimeSpan.Zero, null);
        board.Progress(progress);
        StatusFile.Read(Path)!.Package.Should().BeNull();
        clock.Turn(TimeSpan.FromSeconds(1));
        board.Progress(progress);
        StatusFile.Read(Path)!.Package.Should().Be("a");
    }

    [Fact]
    public void Everybody_may_read_it_and_nothing_else_is_left_in_the_folder()
    {
        StatusFile.Write(Path, RunStatus.Of(SampleRun.Start()));
        StatusFile.Write(Path, RunStatus.Of(SampleRun.Start()));

        File.GetUnixFileMode(Path).Should().Be((UnixFileMode)0b110_100_100);
        File.GetUnixFileMode(_root.Paths.RuntimeDirectory).Should().Be((UnixFileMode)0b111_101_101);
        Directory.EnumerateFiles(_root.Paths.RuntimeDirectory).Should().Equal(Path);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var status = RunStatus.Of(SampleRun.Start()) with
        {
            Step = "install", StepSince = SampleRun.At(3), Package = "libfoo1", Verdict = "quiet", Evidence = "→ why", Percent = 60.5,
            Warnings = ["a", "b"], EndedAt = SampleRun.At(363), Outcome = "updated", Summary = "all", WrittenAt = SampleRun.At(364),
        };
        StatusFile.Write(Path, status);

        StatusFile.Read(Path).Should().BeEquivalentTo(status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"run\":")]
    [InlineData("[1]")]
    [InlineData("{\"run\":\"x\"}")]
    public void A_file_that_makes_no_sense_is_as_good_as_none(string text)
    {
        Directory.CreateDirectory(_root.Paths.RuntimeDirectory);
        File.WriteAllText(Path, text);

        StatusFile.Read(Path).Should().BeNull();
    }

    [Fact]
    public void A_later_version_s_keys_do_no_harm()
    {
        Directory.CreateDirectory(_root.Paths.RuntimeDirectory);
        File.WriteAllText(Path, """{"run":7,"pid":1,"startTicks":2,"since":"2026-11-12T03:41:07Z","mood":"sunny","warnings":null}""");

        StatusFile.Read(Path)!.Run.Should().Be(7);
    }

    [Fact]
    public void A_run_does_not_fail_because_its_status_cannot_be_written()
    {
        Directory.CreateDirectory(Path);
        var board = new StatusBoard(Path, TimeProvider.System);

        board.Hear(new RunBegan(SampleRun.Start()) { At = SampleRun.At(0) });

        board.Problem.Should().StartWith($"cannot write {Path}: ");
    }

    [Fact]
    public void Passwords_do_not_reach_it()
    {
        var status = RunStatus.Of(SampleRun.Start()).After(new Noted("https://me:hunter2@mirror.example.org failed", IsWarning: true) { At = SampleRun.At(1) });

        status.Warnings.Should().Equal("https://me:***@mirror.example.org failed");
    }

    private sealed class TurnedClock : TimeProvider
    {
        private long _ticks = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Turn(TimeSpan by) => _ticks += by.Ticks;

        public override long GetTimestamp() => _ticks;
    }
}
