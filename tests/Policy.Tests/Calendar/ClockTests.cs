using FsCheck;
using FsCheck.Fluent;
using KuPkg.Policy.Breakers;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Calendar;

/// <summary>Clocks that are set: back and forward, by seconds and by years.</summary>
public class ClockTests
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Tick = TimeSpan.FromMinutes(15);

    [Theory]
    [InlineData(-365 * 24)]
    [InlineData(365 * 24)]
    [InlineData(-30 * 24)]
    [InlineData(-20)]
    [InlineData(-1)]
    [InlineData(-0.01)]
    [InlineData(0.01)]
    [InlineData(20)]
    [InlineData(-56 * 365 * 24.0)]
    public void A_clock_that_is_set_costs_at_most_one_run_and_at_most_a_day_more_than_the_period(double hours)
    {
        foreach (var window in new[] { null, "22:00-04:00" })
        {
            var host = Host(window, 0.3);
            Runs(host, Begin, 5);
            var set = Begin.AddDays(5).AddHours(hours);

            var runs = Runs(host, set, 5);

            // Twice a day. With the window, one due instant of a day lies in it, and what the other one finds is installed at the host's place in it.
            const int due = 5 * 2;
            runs.Count(r => r.IsInstall).Should().BeInRange(due - 3, due + 1);
            runs.Count(r => !r.IsInstall).Should().BeInRange(window is null ? 0 : 3, window is null ? 0 : 6);
            runs[0].At.Should().BeBefore(set.AddHours(24 + 12 + 1), "nothing is blocked");
            runs.Zip(runs.Skip(1)).Count(pair => pair.Second.At - pair.First.At <= Tick).Should().BeLessThanOrEqualTo(1, "it must not run at every tick");
        }
    }

    [Fact]
    public void The_clock_that_was_set_back_is_named_as_the_reason()
    {
        var host = Host(null, 0.3);
        Runs(host, Begin, 2);

        host.Decide(Begin.AddYears(-1)).Should().BeOfType<DueDecision.RunNow>().Which.Why.Should().Contain("the clock was set back");
    }

    [Fact]
    public void A_few_seconds_back_are_no_reason_to_serve_a_due_instant_again()
    {
        var host = Host(null, 0.3);
        var due = host.Grid.FirstFrom(Begin);
        host.Ran(host.Decide(due.AddSeconds(1)), due.AddSeconds(1), TimeSpan.FromSeconds(1));

        host.Decide(due.AddSeconds(-10)).Should().BeOfType<DueDecision.NotDue>();
        host.Decide(due).Should().BeOfType<DueDecision.NotDue>().Which.Next.Should().Be(due.AddHours(12));
    }

    [Theory]
    [InlineData(RunEnd.Failed)]
    [InlineData(RunEnd.Deferred)]
    [InlineData(RunEnd.Interrupted)]
    public void A_retry_does_not_wait_for_a_year_either(RunEnd end)
    {
        var host = Host(null, 0.3);
        host.Ran(host.Decide(Begin), Begin, Tick, end);

        host.Decide(Begin.AddYears(-1)).Should().BeOfType<DueDecision.RunNow>();
    }

    [Fact]
    public void Nor_does_an_open_breaker()
    {
        var host = Host(null, 0.3);
        for (var at = Begin; host.Streak.Breaker.OpenUntil is null; at += TimeSpan.FromHours(12))
            host.Ran(host.Decide(at), at, TimeSpan.Zero, RunEnd.Failed);

        host.Decide(host.Newest!.StartedAt).Should().BeOfType<DueDecision.Deferred>();
        host.Decide(Begin.AddYears(-1)).Should().BeOfType<DueDecision.RunNow>();
    }

    [Fact]
    public void No_facts_however_wrong_are_met_by_an_exception_or_by_an_instant_that_is_past() => Prop.ForAll(
        AnyFacts.ToArbitrary(),
        static facts =>
        {
            var later = facts.Now > DateTimeOffset.UnixEpoch ? facts.Now : DateTimeOffset.UnixEpoch;
            var isSane = facts.Now < DateTimeOffset.MaxValue;
            var decision = TickPolicy.Decide(facts);
            return decision.Why.Length > 0 && TickPolicy.NextRuns(facts) is [var first, ..] && (!isSane || first.At >= later)
                && decision switch
                {
                    DueDecision.NotDue notDue => !isSane || notDue.Next > later,
                    DueDecision.Deferred deferred => !isSane || deferred.Until > later,
                    DueDecision.PrepareOnly prepare => !isSane || prepare.InstallFrom > later,
                    _ => true,
                };
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static readonly Gen<DateTimeOffset> AnyInstant = Gen.Frequency(
        (6, Gen.Choose(-5_000, 5_000).Select(minutes => Begin.AddMinutes(minutes))),
        (2, Gen.Choose(-2_000_000, 2_000_000).Select(hours => Begin.AddHours(hours))),
        (1, Gen.Elements(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch)));

    private static readonly Gen<TickFacts> AnyFacts =
        from now in AnyInstant
        from up in AnyInstant
        from start in AnyInstant
        from ended in Gen.OneOf(Gen.Constant<DateTimeOffset?>(null), AnyInstant.Select(at => (DateTimeOffset?)at))
        from prepared in Gen.OneOf(Gen.Constant<DateTimeOffset?>(null), AnyInstant.Select(at => (DateTimeOffset?)at))
        from installed in Gen.OneOf(Gen.Constant<DateTimeOffset?>(null), AnyInstant.Select(at => (DateTimeOffset?)at))
        from opened in AnyInstant
        from until in AnyInstant
        from end in Gen.Elements(Enum.GetValues<RunEnd>())
        from count in Gen.Elements(-1, 0, 1, 3, 1000, int.MaxValue)
        from flags in Gen.Choose(0, 15)
        from window in Gen.Elements("", "Sun 02:00-02:15", "22:00-04:00", "00:00-24:00")
        from every in Gen.Elements(TimeSpan.Zero, TimeSpan.FromMinutes(15), TimeSpan.FromHours(12), TimeSpan.FromDays(400), TimeSpan.MaxValue)
        from span in Gen.Elements(TimeSpan.MinValue, TimeSpan.Zero, TimeSpan.FromHours(6), TimeSpan.MaxValue)
        select new TickFacts
        {
            Schedule = new ScheduleSettings
            {
                Every = every, Jitter = (flags & 1) == 0 ? null : new Jitter(span, JitterKind.Random), Windows = window.Length == 0 ? [] : [WindowText.Parse(window, out _)!],
            },
            Zone = TimeZoneInfo.FindSystemTimeZoneById("Australia/Lord_Howe"), Place = HostPlace.At(0.7), Now = now, UpSince = up,
            Newest = (flags & 2) == 0 ? null : new EndedRun(start, ended, end, (flags & 4) == 0), LastPrepared = prepared, LastInstalled = installed,
            Streak = new RunStreak(count, count, new BreakerState(count, count, opened, until)), ExpectedDuration = span, IsInstallWaiting = (flags & 8) == 0,
        };

    private static SimulatedHost Host(string? window, double place) => new(
        new ScheduleSettings { Windows = window is null ? [] : [WindowText.Parse(window, out _)!] },
        TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), HostPlace.At(place));

    private static List<(DateTimeOffset At, bool IsInstall)> Runs(SimulatedHost host, DateTimeOffset from, int days)
    {
        var runs = new List<(DateTimeOffset, bool)>();
        for (var at = from; at < from.AddDays(days); at += Tick)
        {
            var decision = host.Decide(at);
            if (decision is DueDecision.RunNow or DueDecision.PrepareOnly)
                runs.Add((at, decision is DueDecision.RunNow));
            host.Ran(decision, at, TimeSpan.FromMinutes(2));
        }

        return runs;
    }
}
