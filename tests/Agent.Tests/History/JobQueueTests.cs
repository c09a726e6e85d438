using KuPkg.Agent.History;
using KuPkg.Agent.History.Queue;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Tests.History;

public sealed class JobQueueTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TempRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_job_comes_back_as_it_was_given_after_the_file_was_closed()
    {
        var given = new NewJob(["printf", "%s\n", "two words", "ä → ö", "", "--flag=\"quoted\""])
        {
            Environment = new Dictionary<string, string> { ["LANG"] = "de_DE.UTF-8", ["EMPTY"] = "" },
            Directory = "/srv/app",
            Limits = new JobLimits { Quiet = TimeSpan.FromSeconds(90), Hard = TimeSpan.FromHours(3) },
            MostTries = 5,
            QueuedBy = "guard, uid 0",
        };
        long number;
        using (var queue = Open())
            number = queue.Add(given, Now);

        using var again = Open();
        var job = again.OpenJobs().Should().ContainSingle().Subject;
        job.Should().BeEquivalentTo(new QueuedJob(number, given, Now, JobState.Waiting, 0, null, null, null));
        using var history = HistoryReader.Open(_root.Paths);
        history.OpenJobs().Should().BeEquivalentTo(again.OpenJobs());
    }

    [Fact]
    public void Jobs_are_in_the_order_in_which_they_were_given()
    {
        using var queue = Open();
        foreach (var name in new[] { "first", "second", "third" })
            queue.Add(new NewJob([name]), Now);

        queue.OpenJobs().Select(j => j.Asked.ToString()).Should().Equal("first", "second", "third");
        queue.Jobs(2).Select(j => j.Asked.ToString()).Should().Equal("third", "second");
    }

    [Fact]
    public void A_success_ends_a_job()
    {
        using var queue = Open();
        queue.Add(new NewJob(["true"]), Now);

        var job = queue.Take(queue.OpenJobs()[0], Now, "boot", "/out");
        queue.Started(job, 4711);
        queue.OpenJobs()[0].Should().Match<QueuedJob>(j => j.State == JobState.Running && j.Tries == 1 && j.Newest!.Pid == 4711 && j.Newest.Status == null);
        queue.Finish(job, Now.AddSeconds(3), TimeSpan.FromSeconds(3), ExitStatus.Exited(0), "exit 0", 0).Should().Be((JobState.Done, null));

        queue.OpenJobs().Should().BeEmpty();
        queue.Jobs(1)[0].Should().Match<QueuedJob>(j => j.State == JobState.Done && j.Newest!.Status!.Value.IsSuccess && j.Newest.Output == "/out");
    }

    [Theory]
    [InlineData(7, null)]
    [InlineData(null, 9)]
    [InlineData(null, null)]
    public void A_failure_is_tried_again_later_until_the_job_is_given_up(int? code, int? signal)
    {
        var status = code is { } number ? ExitStatus.Exited(number) : signal is { } killed ? ExitStatus.Signaled(killed) : ExitStatus.Unknown;
        using var queue = Open();
        queue.Add(new NewJob(["false"]) { MostTries = 2 }, Now);

        var first = queue.Finish(queue.Take(queue.OpenJobs()[0], Now, "boot", "/1"), Now, TimeSpan.Zero, status, "failed", 0);
        first.Should().Be((JobState.Failed, Now.AddMinutes(1)));
        var waiting = queue.OpenJobs()[0];
        (waiting.IsDue(Now.AddSeconds(59)), waiting.IsDue(Now.AddSeconds(60))).Should().Be((false, true));
        waiting.Newest!.Status.Should().Be(status);

        var second = queue.Finish(queue.Take(waiting, Now.AddMinutes(1), "boot", "/2"), Now.AddMinutes(1), TimeSpan.Zero, status, "failed", 0);
        second.Should().Be((JobState.GivenUp, null));
        queue.OpenJobs().Should().BeEmpty();
    }

    [Theory]
    [InlineData("curl", "https://me:hunter2@host/x")]
    [InlineData("migrate", "--password=hunter2")]
    public void What_the_history_would_hide_is_refused_and_not_kept_changed(string program, string argument)
    {
        using var queue = Open();

        queue.Invoking(q => q.Add(new NewJob([program, argument]), Now)).Should().Throw<ArgumentException>().Where(e => !e.Message.Contains("hunter2"));
        queue.Invoking(q => q.Add(new NewJob([program]) { Environment = new Dictionary<string, string> { ["X"] = argument } }, Now)).Should().Throw<ArgumentException>();
        queue.Invoking(q => q.Add(new NewJob([program]) { Environment = new Dictionary<string, string> { ["DB_PASSWORD"] = "x" } }, Now)).Should().Throw<ArgumentException>();
        queue.Jobs(10).Should().BeEmpty();
    }

    [Fact]
    public void A_job_without_a_program_or_with_impossible_tries_is_refused()
    {
        using var queue = Open();

        queue.Invoking(q => q.Add(new NewJob([]), Now)).Should().Throw<ArgumentException>();
        queue.Invoking(q => q.Add(new NewJob([""]), Now)).Should().Throw<ArgumentException>();
        queue.Invoking(q => q.Add(new NewJob(["x"]) { MostTries = 0 }, Now)).Should().Throw<ArgumentException>();
        queue.Invoking(q => q.Add(new NewJob(["x"]) { MostTries = 101 }, Now)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_history_from_before_there_was_a_queue_has_an_empty_one_and_is_brought_up_by_its_next_writer()
    {
        Open().Dispose();
        using (var connection = Database.OpenForWriting(_root.Paths.HistoryFile))
            connection.Run("DROP TABLE job_notes; DROP TABLE job_tries; DROP TABLE jobs; DROP TABLE run_mirrors; DROP TABLE mirrors; DROP TABLE nothing_to_do; DROP TABLE counters; DROP TABLE pending; DROP TABLE notices; DROP TABLE reboots; DROP TABLE kept_aside; DROP TABLE put_backs; DROP TABLE service_looks; DROP TABLE service_steps; DROP TABLE services; DROP TABLE service_states; DROP TABLE service_acts; ALTER TABLE holds DROP COLUMN until; PRAGMA user_version = 2");

        using (var history = HistoryReader.Open(_root.Paths))
            history.OpenJobs().Should().BeEmpty();
        using var queue = Open();
        queue.Add(new NewJob(["true"]), Now).Should().Be(1);
    }

    [Fact]
    public void Pruning_takes_jobs_that_ended_with_all_that_belongs_to_them_and_leaves_open_ones()
    {
        using (var queue = Open())
        {
            queue.Add(new NewJob(["ended"]), Now);
            queue.Add(new NewJob(["open"]), Now);
            var job = queue.Take(queue.OpenJobs()[0], Now, "boot", "/1");
            queue.Note(job, Now, "seen");
            queue.Finish(job, Now, TimeSpan.Zero, ExitStatus.Exited(0), "exit 0", 0);
        }

        using (var journal = Journal.Open(_root.Paths, TimeProvider.System, out _))
            journal.Prune(Now.AddDays(1));

        using var connection = Database.OpenForWriting(_root.Paths.HistoryFile);
        connection.Rows("SELECT argv FROM jobs", static row => row.GetString(0)).Should().Equal("[\"open\"]");
        connection.Number("SELECT COUNT(*) FROM job_tries").Should().Be(0);
        connection.Number("SELECT COUNT(*) FROM job_notes").Should().Be(0);
    }

    private JobQueue Open() => JobQueue.Open(_root.Paths, TimeProvider.System, out _);
}
