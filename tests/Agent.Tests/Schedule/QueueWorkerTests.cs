using KuPkg.Agent.History;
using KuPkg.Agent.History.Queue;
using KuPkg.Agent.Kill;
using KuPkg.Agent.Runs;
using KuPkg.Agent.Schedule;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Tests.History;
using KuPkg.Agent.Tests.Kill;
using KuPkg.Agent.Tests.Watch;
using KuPkg.Agent.Watch;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Schedule;

/// <summary>The queue with real processes.</summary>
public sealed class QueueWorkerTests : IDisposable
{
    private readonly TempRoot _root = new();
    private readonly ShiftedTime _time = new();
    private readonly List<string> _said = [];
    private readonly Launcher _launcher = new(TimeProvider.System, null);

    public QueueWorkerTests() => Directory.CreateDirectory(_root.Paths.RuntimeDirectory);

    private string Done => File.Exists(FileOf("done")) ? File.ReadAllText(FileOf("done")).ReplaceLineEndings(" ").Trim() : "";

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Jobs_are_worked_off_in_order_one_a_visit_and_a_failing_one_is_tried_again_while_others_pass()
    {
        Add($"echo one >> {FileOf("done")}; exit 3", tries: 2);
        Add($"echo two >> {FileOf("done")}");

        (await VisitAsync()).State.Should().Be(JobState.Failed);
        (await VisitAsync()).State.Should().Be(JobState.Done);
        Done.Should().Be("one two");
        (await VisitAsync()).Should().Be(QueueVisit.Nothing, "the retry is not due yet");

        _time.Add(TimeSpan.FromMinutes(2));
        (await VisitAsync()).State.Should().Be(JobState.GivenUp);
        (await VisitAsync()).Should().Be(QueueVisit.Nothing);
        Done.Should().Be("one two one");
        Jobs().Select(j => (j.State, j.Tries, j.Newest!.Status!.Value.Code)).Should().Equal((JobState.Done, 1, 0), (JobState.GivenUp, 2, 3));
    }

    [Fact]
    public async Task A_job_gets_its_environment_its_directory_and_a_file_for_its_output_and_no_shell()
    {
        Directory.CreateDirectory(FileOf("work here"));
        using (var queue = Open())
        {
            queue.Add(
                new NewJob(["/bin/sh", "-c", "echo \"$GREETING from $PWD: $1\"", "sh", "$HOME; *"])
                {
                    Environment = new Dictionary<string, string> { ["GREETING"] = "hello" },
                    Directory = FileOf("work here"),
                },
                _time.GetUtcNow());
        }

        var visit = await VisitAsync();

        File.ReadAllText(visit.Job!.Newest!.Output).Should().Be($"hello from {FileOf("work here")}: $HOME; *\n");
    }

    [Fact]
    public async Task A_job_that_hangs_is_ended_by_its_own_limit_and_counts_as_failed()
    {
        using (var queue = Open())
            queue.Add(new NewJob(["sleep", "100000"]) { Limits = new JobLimits { Quiet = TimeSpan.FromSeconds(3) }, MostTries = 1 }, _time.GetUtcNow());

        (await VisitAsync()).State.Should().Be(JobState.GivenUp);

        var job = Jobs().Single();
        job.Newest!.Status!.Value.Signal.Should().Be(SignalNames.Kill);
        job.Newest.Summary.Should().Contain("ended by kupkg").And.Contain("nothing in the tree moved");
        using var connection = Database.OpenForWriting(_root.Paths.HistoryFile);
        connection.Number("SELECT COUNT(*) FROM job_notes WHERE text LIKE '%was ended%'").Should().Be(1);
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_is_a_failed_try_that_says_why()
    {
        using (var queue = Open())
            queue.Add(new NewJob(["/no/such/program"]), _time.GetUtcNow());

        (await VisitAsync()).State.Should().Be(JobState.Failed);
        Jobs().Single().Newest!.Summary.Should().Contain("/no/such/program");
    }

    [Fact]
    public async Task Nothing_begins_beside_a_run_nor_before_a_run_that_died_is_taken_up_nor_after_a_request_to_stop()
    {
        Add($"echo one >> {FileOf("done")}");
        using (RunLock.TryTake(_root.Paths.RunLock))
            (await VisitAsync()).Should().Be(QueueVisit.Busy);

        (await VisitAsync(new CancellationToken(canceled: true))).Should().Be(QueueVisit.Nothing);

        using (var journal = Journal.Open(_root.Paths, _time, out _))
            journal.BeginRun(SampleRun.Start());
        (await VisitAsync()).Should().Be(QueueVisit.Busy);
        Done.Should().BeEmpty();
    }

    [Fact]
    public async Task A_job_holds_the_run_lock_while_it_is_at_work()
    {
        Add($"touch {FileOf("ready")}; while [ ! -e {FileOf("go")} ]; do sleep 0.1; done");
        var visit = VisitAsync();
        await Eventually.TrueAsync(() => File.Exists(FileOf("ready")), "the expected came");

        using (var taken = RunLock.TryTake(_root.Paths.RunLock))
            taken.Should().BeNull();
        File.WriteAllText(FileOf("go"), "");
        (await visit).State.Should().Be(JobState.Done);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_dead_kupkg_left_at_work_is_watched_to_its_end_and_never_started_beside_itself(bool isPidKnown)
    {
        Add($"echo one >> {FileOf("done")}; touch {FileOf("ready")}; while [ ! -e {FileOf("go")} ]; do sleep 0.1; done; echo end >> {FileOf("done")}");
        using (var queue = Open())
        {
            // As far as a worker comes that is killed while its job is at work.
            var job = queue.Take(queue.OpenJobs()[0], _time.GetUtcNow(), JobSurvivor.BootId, FileOf("out"));
            var child = _launcher.Start(new Launch(job.Asked.Argv[0], [.. job.Asked.Argv.Skip(1)])
            {
                OutputPath = FileOf("out"), Environment = ChildEnvironment.With(JobSurvivor.MarkOf(job)),
            });
            if (isPidKnown)
                queue.Started(job, child.Id.Pid);
        }

        await Eventually.TrueAsync(() => File.Exists(FileOf("ready")), "the expected came");
        var visit = VisitAsync();
        await Eventually.TrueAsync(() => { lock (_said) return _said.Any(static s => s.Contains("still at work", StringComparison.Ordinal)); }, "the expected came");
        visit.IsCompleted.Should().BeFalse();
        File.WriteAllText(FileOf("go"), "");

        (await visit).State.Should().Be(JobState.Failed, "how it ended cannot be known");
        Done.Should().Be("one end");
    }

    [Fact]
    public async Task A_job_of_which_nothing_is_left_or_of_another_boot_is_tried_again()
    {
        Add($"echo again >> {FileOf("done")}");
        using (var queue = Open())
            queue.Take(queue.OpenJobs()[0], _time.GetUtcNow(), "another-boot", FileOf("out"));

        (await VisitAsync()).State.Should().Be(JobState.Failed);
        Jobs().Single().Newest!.Summary.Should().Contain("not known");
        _time.Add(TimeSpan.FromMinutes(2));
        (await VisitAsync()).State.Should().Be(JobState.Done);
        Done.Should().Be("again");
    }

    private string FileOf(string name) => Path.Join(_root.Paths.Root, name);

    private void Add(string script, int tries = 3)
    {
        using var queue = Open();
        queue.Add(new NewJob(["/bin/sh", "-c", script]) { MostTries = tries }, _time.GetUtcNow());
    }

    private JobQueue Open() => JobQueue.Open(_root.Paths, _time, out _);

    private IReadOnlyList<QueuedJob> Jobs()
    {
        using var history = HistoryReader.Open(_root.Paths);
        return history.Jobs(10);
    }

    private Task<QueueVisit> VisitAsync(CancellationToken stop = default) => new QueueWorker(
        _root.Paths, new KuPkgSettings(), _launcher, new Watchman(new Killer(TimeProvider.System), _launcher, TimeProvider.System), WatchedProgram.RoleOf,
        _time, static () => 0, line => { lock (_said) _said.Add(line); }).WorkAsync(stop);
}
