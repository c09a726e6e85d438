using KuPkg.Agent.History;
using KuPkg.Policy.Breakers;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Tests.History;

public sealed class MirrorRowsTests : IDisposable
{
    private static readonly DateTimeOffset Now = SampleRun.At(0);
    private static readonly Mirror One = Mirror.Parse("http://mirror-1.example.net/debian");
    private readonly TempRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void What_is_remembered_of_a_mirror_comes_back_whole_and_is_replaced_by_what_is_newer()
    {
        var memory = new MirrorMemory(One)
        {
            Bytes = 1L << 40,
            BytesPerSecond = 12_345_678.5,
            FirstByte = TimeSpan.FromMilliseconds(12),
            MeasuredAt = Now,
            Failures = new Dictionary<FailureCause, double> { [FailureCause.Silent] = 0.4, [FailureCause.ServerError] = 2 },
            LastFailure = FailureCause.ServerError,
            LastFailureAt = Now.AddHours(-3),
            NewestRelease = Now.AddDays(-1),
            Breaker = new BreakerState(3, 1, Now, Now.AddMinutes(10)),
        };
        using var journal = Open();
        var run = journal.BeginRun(SampleRun.Start(0)).RunId;
        journal.RecordMirrors(run, [], [new MirrorMemory(One) { Bytes = 1 }], Now.AddDays(-2));
        journal.RecordMirrors(run, [], [memory], Now);

        journal.MirrorMemories().Should().BeEquivalentTo([memory]);
        using var history = HistoryReader.Open(_root.Paths);
        history.MirrorMemories().Should().BeEquivalentTo([memory]);
    }

    [Fact]
    public void What_mirrors_did_for_a_run_is_added_up_over_its_gateways()
    {
        using var journal = Open();
        var run = journal.BeginRun(SampleRun.Start(0)).RunId;
        var tally = new MirrorTally(One)
        {
            Bytes = 100, Requests = 3, Answered = 2, Receiving = TimeSpan.FromSeconds(2), FirstByteSum = TimeSpan.FromMilliseconds(30), FirstBytes = 3, ChangeOversAway = 1, HedgesWon = 2,
            Failures = new Dictionary<FailureCause, int> { [FailureCause.Silent] = 1 }, LastFailure = FailureCause.Silent, LastFailureAt = Now,
        };
        journal.RecordMirrors(run, [tally], [], Now);
        journal.RecordMirrors(run, [tally with { Failures = new Dictionary<FailureCause, int> { [FailureCause.Silent] = 1, [FailureCause.Slow] = 4 } }], [], Now);

        using var history = HistoryReader.Open(_root.Paths);
        var found = history.Mirrors(run).Should().ContainSingle().Subject;
        found.Should().Match<MirrorTally>(t => t.Mirror == One && t.Bytes == 200 && t.Requests == 6 && t.Answered == 4 && t.ChangeOversAway == 2 && t.HedgesWon == 4);
        found.FirstByte.Should().Be(TimeSpan.FromMilliseconds(10));
        found.Failures.Should().BeEquivalentTo(new Dictionary<FailureCause, int> { [FailureCause.Silent] = 2, [FailureCause.Slow] = 4 });
        history.Mirrors(run + 1).Should().BeEmpty();
    }

    [Fact]
    public void Each_cause_has_a_word_of_its_own_that_leads_back_to_it()
    {
        foreach (var cause in Enum.GetValues<FailureCause>())
            FailureCounts.CauseOf(FailureCounts.Word(cause)).Should().Be(cause);
        FailureCounts.Word(FailureCause.NotFound).Should().Be("not-found");
        FailureCounts.Read("a-newer-cause=2 silent=0.5 nonsense").Should().BeEquivalentTo(new Dictionary<FailureCause, double> { [FailureCause.Silent] = 0.5 });
    }

    [Fact]
    public void A_plan_that_found_nothing_to_do_is_known_until_another_one_finds_something()
    {
        using var journal = Open();
        journal.NothingToDo().Should().BeNull();
        var known = new NothingToDo(3, Now, "print", Now.AddDays(7));
        journal.SetNothingToDo(known with { RunId = 2 });
        journal.SetNothingToDo(known);
        journal.NothingToDo().Should().Be(known);
        journal.SetNothingToDo(known with { ValidUntil = null });
        journal.NothingToDo()!.ValidUntil.Should().BeNull();
        journal.SetNothingToDo(null);
        journal.NothingToDo().Should().BeNull();
    }

    [Fact]
    public void A_history_from_before_mirrors_were_known_has_none_and_is_brought_up_by_its_next_writer()
    {
        Open().Dispose();
        using (var connection = Database.OpenForWriting(_root.Paths.HistoryFile))
            connection.Run("DROP TABLE mirrors; DROP TABLE run_mirrors; DROP TABLE nothing_to_do; DROP TABLE counters; DROP TABLE pending; DROP TABLE notices; DROP TABLE reboots; DROP TABLE kept_aside; DROP TABLE put_backs; DROP TABLE service_looks; DROP TABLE service_steps; DROP TABLE services; DROP TABLE service_states; DROP TABLE service_acts; ALTER TABLE holds DROP COLUMN until; PRAGMA user_version = 3");

        using (var history = HistoryReader.Open(_root.Paths))
            history.MirrorMemories().Should().BeEmpty();
        using var journal = Open();
        journal.MirrorMemories().Should().BeEmpty();
        journal.NothingToDo().Should().BeNull();
    }

    private Journal Open() => Journal.Open(_root.Paths, TimeProvider.System, out _);
}
