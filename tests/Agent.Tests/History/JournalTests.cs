using KuPkg.Agent.History;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Model;
using KuPkg.Policy.Notices;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Tests.History;

public sealed class JournalTests : IDisposable
{
    private readonly TempRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Counters_grow_and_outlive_the_runs_that_they_count()
    {
        using var journal = Journal.Open(_root.Paths, TimeProvider.System, out _);
        for (var i = 0; i < 2; i++)
        {
            var run = journal.BeginRun(SampleRun.Start()).RunId;
            foreach (var happened in SampleRun.Events(run)) journal.Append(run, happened);
            journal.RecordMirrors(run, [new MirrorTally(Mirror.Parse("http://m.example.org/")) { Failures = new Dictionary<FailureCause, int> { [FailureCause.Slow] = 2 } }], [], SampleRun.Start().At);
        }

        journal.Prune(DateTimeOffset.MaxValue);

        using var reader = HistoryReader.Open(_root.Paths);
        reader.Runs(10).Should().BeEmpty();
        reader.Counters().Should().BeEquivalentTo(
        [
            new Counter(Counter.Runs, "partly-updated", "", 2), new Counter(Counter.Packages, "updated", "", 2), new Counter(Counter.Packages, "put-back", "", 2),
            new Counter(Counter.Kills, "", "", 2), new Counter(Counter.FetchedBytes, "", "", 2 * SampleRun.Record().FetchedBytes),
            new Counter(Counter.MirrorFailures, "http://m.example.org/", "slow", 4),
        ]);
    }

    [Fact]
    public void What_waits_is_replaced_by_the_next_run_that_looked()
    {
        using var journal = Journal.Open(_root.Paths, TimeProvider.System, out _);
        PendingUpdate waiting = new(new PackageId("a", "all"), "2", "Debian:12/stable", IsSecurity: true, "phased");
        End(SampleRun.Record() with { Pending = [waiting] });
        End(SampleRun.Record() with { Pending = null });
        using (var reader = HistoryReader.Open(_root.Paths)) reader.Pending().Should().Equal(waiting);
        End(SampleRun.Record() with { Pending = [] });
        using (var reader = HistoryReader.Open(_root.Paths)) reader.Pending().Should().BeEmpty();

        void End(RunRecord record)
        {
            var run = journal.BeginRun(SampleRun.Start()).RunId;
            journal.Append(run, new RunEnded(record with { RunId = run }) { At = record.EndedAt });
        }
    }

    [Fact]
    public void The_newest_notice_is_kept_as_long_as_it_is_the_newest()
    {
        using var journal = Journal.Open(_root.Paths, TimeProvider.System, out _);
        journal.LastNotice().Should().BeNull();
        var told = new ToldNotice(7, SampleRun.Start().At, Occasion.Failure, "failed", IsDelivered: false, "mail to root failed");
        journal.RecordNotice(told with { RunId = 6 });
        journal.RecordNotice(told);

        journal.Prune(DateTimeOffset.MaxValue);

        journal.LastNotice().Should().Be(told);
        using var reader = HistoryReader.Open(_root.Paths);
        reader.Notice(7).Should().Be(told);
        reader.Notice(6).Should().BeNull();
    }

    [Fact]
    public void Every_event_comes_back_as_it_was_told()
    {
        using (var journal = Open())
        {
            var run = journal.BeginRun(SampleRun.Start()).RunId;
            foreach (var happened in SampleRun.Events(run)) journal.Append(run, happened);
        }

        using var history = HistoryReader.Open(_root.Paths);
        var events = history.Events(1);
        events.Should().BeEquivalentTo(SampleRun.Events(1), o => o.RespectingRuntimeTypes().WithStrictOrdering());
        events.Select(e => e.GetType()).Should().Equal(SampleRun.Events(1).Select(e => e.GetType()));
        events.Select(e => e.GetType()).ToHashSet().Should().BeEquivalentTo(
            typeof(RunEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(RunEvent))), "the sample tells every kind of event there is");
    }

    [Fact]
    public void Services_come_back_with_their_run_and_as_they_are_now()
    {
        ServiceRecord[] services =
        [
            new("foo", IsWritten: true, ServiceFate.Healthy, "banner \"foo ready 2.0\", stable for 20 s", ""),
            new("bar", IsWritten: false, ServiceFate.ByHand, "bard (pid 9) runs code that was replaced", "systemctl restart bar.service"),
            new("cron", IsWritten: false, ServiceFate.Healthy, "active (running), stable for 20 s", ""),
        ];
        using (var journal = Open())
        {
            for (var run = 1; run <= 2; run++)
            {
                journal.BeginRun(SampleRun.Start());
                journal.Append(run, new RunEnded(SampleRun.Record(run) with { Services = run == 1 ? services : [services[1] with { Result = ServiceFate.Healthy }] }) { At = SampleRun.At(363) });
                journal.ServiceStates().Select(static s => (s.Record.Service, s.Record.Result)).Should().Equal(
                    run == 1 ? [("bar", ServiceFate.ByHand), ("foo", ServiceFate.Healthy)] : [("foo", ServiceFate.Healthy)], "of those without a contract only what is not in order is kept");
            }

            journal.RecordServiceAct(new ServiceAct(SampleRun.At(400), "check --kick", "foo", "restart", "it did not answer", IsSuccess: true, "healthy again"));
        }

        using var history = HistoryReader.Open(_root.Paths);
        history.Find(1)!.Record!.Services.Should().Equal(services);
        history.Services().Should().ContainSingle().Which.Should().Match<ServiceState>(static s => s.RunId == 1 && s.BootId == SampleRun.Start(1).BootId);
        history.ServiceActs(5).Should().ContainSingle().Which.Act.Should().Be("restart");
    }

    [Fact]
    public void What_was_seen_of_services_stays_open_until_it_is_judged_whatever_became_of_its_run()
    {
        using (var journal = Open())
        {
            for (var run = 1; run <= 2; run++)
            {
                journal.BeginRun(SampleRun.Start());
                foreach (var happened in SampleRun.Events(run).TakeWhile(static e => e is not RunEnded)) journal.Append(run, happened);
            }

            journal.Append(1, new RunEnded(SampleRun.Record(1)) { At = SampleRun.At(363) });
        }

        using var later = Open();
        later.OpenServices().Select(static o => (o.RunId, o.IsRunRecorded, o.Seen.Touched.Name)).Should().Equal((1, true, "foo"), (2, false, "foo"));

        later.CloseServices(1, ["foo", "of which nothing was seen"]);

        later.OpenServices().Should().ContainSingle().Which.RunId.Should().Be(2);
    }

    [Fact]
    public void A_run_and_its_record_come_back()
    {
        WriteSample();

        using var history = HistoryReader.Open(_root.Paths);
        var run = history.Find(1)!;
        run.Start.Should().Be(SampleRun.Start(1));
        run.Record.Should().BeEquivalentTo(SampleRun.Record(1));
        run.Interrupted.Should().BeNull();
        history.Runs(10).Should().BeEquivalentTo([run]);
        history.Find(2).Should().BeNull();
    }

    [Fact]
    public void Runs_are_numbered_from_one_and_come_newest_first()
    {
        using var journal = Open();
        var numbers = Enumerable.Range(0, 3).Select(_ => journal.BeginRun(SampleRun.Start()).RunId).ToArray();
        numbers.Should().Equal(1, 2, 3);

        using var history = HistoryReader.Open(_root.Paths);
        history.Runs(2).Select(r => r.Start.RunId).Should().Equal(3, 2);
    }

    [Fact]
    public void A_run_that_never_ended_is_found_and_closed_by_the_next_writer()
    {
        using (var first = Open())
            first.BeginRun(SampleRun.Start());

        using var journal = Open();
        journal.UnfinishedRuns().Should().Equal(SampleRun.Start(1));
        journal.CloseInterrupted(1, SampleRun.At(900), "kupkg was killed");
        journal.UnfinishedRuns().Should().BeEmpty();
        using var history = HistoryReader.Open(_root.Paths);
        history.Find(1)!.Interrupted.Should().Be("kupkg was killed");
    }

    [Fact]
    public void The_run_at_work_is_not_called_unfinished_by_itself()
    {
        using var journal = Open();
        journal.BeginRun(SampleRun.Start());

        journal.UnfinishedRuns().Should().BeEmpty();
    }

    [Fact]
    public void A_partly_updated_run_is_a_success_only_when_its_exit_code_is_0()
    {
        using var journal = Open();
        foreach (var (outcome, exit) in new[] { (Outcome.UpToDate, 0), (Outcome.PartlyUpdated, 0), (Outcome.PartlyUpdated, 1), (Outcome.FailedConsistent, 1), (Outcome.Deferred, 75) })
        {
            var run = journal.BeginRun(SampleRun.Start()).RunId;
            journal.Append(run, new RunEnded(SampleRun.Record(run) with { Outcome = outcome, ExitCode = exit }) { At = SampleRun.At(1) });
        }

        using var history = HistoryReader.Open(_root.Paths);
        history.LastSuccess()!.Start.RunId.Should().Be(2);
        history.Runs(9).Should().OnlyContain(run => run.IsSuccess == run.Start.RunId <= 2);
    }

    [Fact]
    public void A_hold_is_in_force_until_it_is_ended_and_counts_once()
    {
        using var journal = Open();
        var run = journal.BeginRun(SampleRun.Start()).RunId;
        journal.Append(run, new HoldPlaced(SampleRun.LibFooHold(run)) { At = SampleRun.At(1) });
        var again = SampleRun.LibFooHold(run) with { Why = "it hung once more" };
        journal.Append(run, new HoldPlaced(again) { At = SampleRun.At(2) });

        journal.Holds().Should().Equal(again);
        journal.EndHold(again, SampleRun.At(3), "2.4-4 came");
        journal.Holds().Should().BeEmpty();
        using var history = HistoryReader.Open(_root.Paths);
        history.Holds().Should().BeEmpty();
        history.Events(run).OfType<HoldPlaced>().Select(h => h.Hold.Why).Should().Equal(SampleRun.LibFooHold().Why, again.Why);
    }

    [Fact]
    public void A_person_s_hold_has_run_0()
    {
        using var journal = Open();
        var run = journal.BeginRun(SampleRun.Start()).RunId;
        var hold = new Hold(SampleRun.LibFoo, "2.4-3", "asked for", 0, SampleRun.At(1));
        journal.Append(run, new HoldPlaced(hold) { At = SampleRun.At(1) });

        journal.Holds().Should().Equal(hold);
    }

    [Fact]
    public void Failed_tries_and_known_quiets_are_remembered_over_runs()
    {
        using (var journal = Open())
        {
            journal.FailedTries("libfoo1", "2.4-3").Should().Be(0);
            journal.LongestKnownQuiet("libfoo1").Should().Be(TimeSpan.Zero);
            journal.RecordFailedTry(1, "libfoo1", "2.4-3", "hung", SampleRun.At(1));
            journal.RecordFailedTry(2, "libfoo1", "2.4-3", "hung", SampleRun.At(2));
            journal.RecordFailedTry(2, "libfoo1", "2.4-4", "hung", SampleRun.At(2));
            journal.RecordQuiet(1, "libfoo1", TimeSpan.FromSeconds(61.5), SampleRun.At(1));
            journal.RecordQuiet(2, "libfoo1", TimeSpan.FromSeconds(12), SampleRun.At(2));
        }

        using var later = Open();
        later.FailedTries("libfoo1", "2.4-3").Should().Be(2);
        later.LongestKnownQuiet("libfoo1").Should().Be(TimeSpan.FromSeconds(61.5));
    }

    [Fact]
    public void Pruning_takes_whole_runs_and_leaves_holds_and_newer_runs()
    {
        WriteSample();
        using var journal = Open();
        var younger = journal.BeginRun(SampleRun.Start()).RunId;
        journal.Append(younger, new RunEnded(SampleRun.Record(younger) with { EndedAt = SampleRun.At(9999) }) { At = SampleRun.At(9999) });

        journal.Prune(SampleRun.At(5000));

        using var history = HistoryReader.Open(_root.Paths);
        history.Runs(9).Select(r => r.Start.RunId).Should().Equal(younger);
        history.Events(1).Should().BeEmpty();
        history.Holds().Should().HaveCount(1);
        journal.BeginRun(SampleRun.Start()).RunId.Should().Be(3, "a number is never used again");
    }

    [Fact]
    public void Progress_waits_in_memory_for_the_next_other_event_and_is_never_lost_by_closing()
    {
        using var history = Started(out var journal);
        journal.Append(1, new PackageStepped("a", 1, "Unpacking a", IsError: false) { At = SampleRun.At(1) });
        history.Events(1).Should().BeEmpty();
        journal.Append(1, new Noted("n", IsWarning: false) { At = SampleRun.At(2) });
        history.Events(1).Should().HaveCount(2);
        journal.Append(1, new PackageStepped("a", 2, "Configuring a", IsError: false) { At = SampleRun.At(3) });
        journal.Dispose();
        history.Events(1).Should().HaveCount(3);
    }

    [Fact]
    public void Much_progress_alone_is_written_too()
    {
        using var history = Started(out var journal);
        for (var i = 0; i < 1000; i++)
            journal.Append(1, new PackageStepped("a", null, $"line {i}", IsError: false) { At = SampleRun.At(i) });

        history.Events(1).Count.Should().BeInRange(700, 1000);
        journal.Dispose();
        history.Events(1).Cast<PackageStepped>().Select(p => p.Text).Should().Equal(Enumerable.Range(0, 1000).Select(i => $"line {i}"));
    }

    [Fact]
    public void Passwords_never_reach_the_file()
    {
        using (var journal = Open())
        {
            var run = journal.BeginRun(SampleRun.Start()).RunId;
            journal.Append(run, new Noted("source https://me:hunter2@mirror.example.org/debian failed", IsWarning: true) { At = SampleRun.At(1) });
            journal.Append(run, new KillDone("install", SampleRun.Kill() with { Evidence = ["77 mysql --user=x --password=hunter2 -e ping"] }) { At = SampleRun.At(2) });
        }

        foreach (var file in Directory.EnumerateFiles(_root.Paths.StateDirectory))
            File.ReadAllText(file).Should().NotContain("hunter2");
        using var history = HistoryReader.Open(_root.Paths);
        history.Events(1)[0].Should().Be(new Noted("source https://me:***@mirror.example.org/debian failed", IsWarning: true) { At = SampleRun.At(1) });
    }

    [Fact]
    public void Texts_that_are_not_clean_come_back_as_far_as_SQLite_can_hold_them()
    {
        using var history = Started(out var journal);
        var text = "\u001b[31m red \r\n 'quoted' \"twice\" \u0085 ¼ 漢 🎉 \t end";
        journal.Append(1, new Noted(text, IsWarning: false) { At = SampleRun.At(1) });
        journal.Append(1, new Noted("before\0after", IsWarning: false) { At = SampleRun.At(1) });
        journal.Append(1, new Noted("half \ud83c a pair", IsWarning: false) { At = SampleRun.At(1) });

        history.Events(1).Cast<Noted>().Select(n => n.Text).Should().Equal(text, "before\uFFFDafter", "half \uFFFD a pair");
        journal.Dispose();
    }

    [Fact]
    public async Task Threads_may_share_a_journal()
    {
        using var history = Started(out var journal);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(t => Task.Run(() =>
        {
            for (var i = 0; i < 25; i++) journal.Append(1, new Noted($"{t}", IsWarning: false) { At = SampleRun.At(i) });
        })));

        history.Events(1).Should().HaveCount(100);
        journal.Dispose();
    }

    private Journal Open()
    {
        var journal = Journal.Open(_root.Paths, TimeProvider.System, out var warning);
        warning.Should().BeNull();
        return journal;
    }

    private IHistory Started(out Journal journal)
    {
        journal = Open();
        journal.BeginRun(SampleRun.Start());
        return HistoryReader.Open(_root.Paths);
    }

    private void WriteSample()
    {
        using var journal = Open();
        var run = journal.BeginRun(SampleRun.Start()).RunId;
        foreach (var happened in SampleRun.Events(run)) journal.Append(run, happened);
    }
}
