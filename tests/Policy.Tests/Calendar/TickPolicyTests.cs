using KuPkg.Policy.Breakers;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Calendar;

/// <summary>Saturday, 21 November 2026, Berlin (UTC+1). Every 12 h, jitter 6 h, place 0.5: due at 03:00 and 15:00 UTC, 04:00 and 16:00 on the wall.</summary>
public class TickPolicyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Due = Noon.AddHours(3);

    private static readonly TickFacts Host = new()
    {
        Schedule = new ScheduleSettings(), Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), Place = HostPlace.At(0.5), Now = Noon,
        UpSince = Noon.AddDays(-10), Newest = Ended(Noon.AddHours(-9)), LastPrepared = Noon.AddHours(-9), LastInstalled = Noon.AddHours(-9),
    };

    /// <summary>The same, and installs only from 22:00 to 02:00 (21:00 to 01:00 UTC).</summary>
    private static readonly TickFacts AtNight = Host with { Schedule = Host.Schedule with { Windows = [WindowText.Parse("22:00-02:00", out _)!] } };

    [Fact]
    public void Before_its_due_instant_nothing_is_done() =>
        TickPolicy.Decide(Host with { Now = Due.AddTicks(-1) }).Should().Be(
            new DueDecision.NotDue(Due, "next run Sat 21 Nov 16:00 (every 12 h, this host's place)"));

    [Fact]
    public void From_its_due_instant_on_it_runs() =>
        TickPolicy.Decide(Host with { Now = Due.AddMinutes(14) }).Should().Be(
            new DueDecision.RunNow(RunReason.Due, "due since Sat 21 Nov 16:00 (every 12 h, this host's place)"));

    [Fact]
    public void A_run_by_hand_before_the_due_instant_does_not_serve_it_and_one_after_it_does()
    {
        TickPolicy.Decide(Done(Host, Due.AddSeconds(-1)) with { Now = Due }).Should().BeOfType<DueDecision.RunNow>();
        TickPolicy.Decide(Done(Host, Due) with { Now = Due.AddMinutes(15) }).Should().BeOfType<DueDecision.NotDue>().Which.Next.Should().Be(Due.AddHours(12));
    }

    [Fact]
    public void A_host_that_never_ran_is_due_and_one_of_a_fleet_that_was_just_taken_in_waits_for_its_place()
    {
        var fresh = Host with { Newest = null, LastPrepared = null, LastInstalled = null };

        TickPolicy.Decide(fresh).Should().BeOfType<DueDecision.RunNow>();
        TickPolicy.Decide(fresh with { UpSince = Noon }).Should().BeOfType<DueDecision.NotDue>().Which.Next.Should().Be(Noon.AddMinutes(15));
        TickPolicy.Decide(fresh with { UpSince = Noon, Now = Noon.AddMinutes(15) }).Should().Be(new DueDecision.RunNow(RunReason.CatchUp, "no run yet"));
    }

    [Fact]
    public void What_was_missed_while_the_host_was_off_is_caught_up_at_the_hosts_place_in_half_an_hour_after_the_boot()
    {
        var booted = Host with { UpSince = Due.AddHours(2), Now = Due.AddHours(2) };

        var wait = TickPolicy.Decide(booted).Should().BeOfType<DueDecision.NotDue>().Subject;
        wait.Next.Should().Be(Due.AddHours(2).AddMinutes(15));
        wait.Why.Should().Contain("missed while the host was off");
        TickPolicy.Decide(booted with { Now = wait.Next }).Should().BeOfType<DueDecision.RunNow>().Which.Reason.Should().Be(RunReason.CatchUp);
    }

    [Fact]
    public void The_next_due_instant_is_not_kept_waiting_by_a_boot() =>
        TickPolicy.Decide(Host with { LastPrepared = Noon.AddDays(-3), LastInstalled = Noon.AddDays(-3), UpSince = Due.AddMinutes(-10), Now = Due })
            .Should().BeOfType<DueDecision.RunNow>().Which.Reason.Should().Be(RunReason.Due);

    [Fact]
    public void Without_jitter_what_was_missed_is_caught_up_at_once() =>
        TickPolicy.Decide(Host with { Schedule = new ScheduleSettings { Jitter = new Jitter(TimeSpan.Zero) }, UpSince = Noon.AddHours(1), Now = Noon.AddHours(1) })
            .Should().BeOfType<DueDecision.RunNow>().Which.Reason.Should().Be(RunReason.CatchUp);

    [Theory]
    [InlineData(0, 21, 0)]
    [InlineData(0.5, 22, 50)]
    [InlineData(0.999, 24, 39)]
    public void Outside_of_the_window_it_prepares_and_installs_at_its_place_in_the_next_one(double place, int hour, int minute)
    {
        var prepare = TickPolicy.Decide(AtNight with { Place = HostPlace.At(place), Now = Noon.AddHours(6) }).Should().BeOfType<DueDecision.PrepareOnly>().Subject;

        prepare.InstallFrom.Should().BeCloseTo(Noon.Date.AddHours(hour).AddMinutes(minute), TimeSpan.FromMinutes(1));
        prepare.Why.Should().Contain("window 22:00-02:00 lets installs begin from");
    }

    [Fact]
    public void What_was_downloaded_is_installed_when_its_place_has_come_and_not_before()
    {
        var waiting = Prepared(AtNight, Due) with { IsInstallWaiting = true };
        var place = Noon.AddHours(10).AddMinutes(50);

        TickPolicy.Decide(waiting with { Now = place.AddSeconds(-1) }).Should().Be(
            new DueDecision.NotDue(place, "downloaded; window 22:00-02:00 lets installs begin from Sat 21 Nov 23:50"));
        TickPolicy.Decide(waiting with { Now = place }).Should().Be(
            new DueDecision.RunNow(RunReason.WindowOpened, "downloaded before; window 22:00-02:00 is open"));
        TickPolicy.Decide(waiting with { Now = place, IsInstallWaiting = false }).Should().BeOfType<DueDecision.NotDue>("nothing was found")
            .Which.Next.Should().Be(Due.AddHours(12));
    }

    [Fact]
    public void A_due_instant_inside_the_window_is_not_moved() =>
        TickPolicy.Decide(AtNight with { Place = HostPlace.At(0.001), Schedule = AtNight.Schedule with { Windows = [WindowText.Parse("12:00-18:00", out _)!] } })
            .Should().BeOfType<DueDecision.NotDue>().Which.Next.Should().BeBefore(Noon.AddMinutes(2)).And.BeAfter(Noon);

    [Theory]
    [InlineData("15:00-17:00", 0, true)]
    [InlineData("15:00-17:00", 60, true)]
    [InlineData("15:00-17:00", 61, false)]
    [InlineData("15:00-16:20", 0, true)]
    [InlineData("15:00-16:19", 0, false)]
    [InlineData("15:50-16:20", 30, false)]
    public void An_instant_nearer_to_the_end_of_the_window_than_an_install_takes_goes_to_the_next(string window, int expectedMinutes, bool isNow)
    {
        var facts = AtNight with
        {
            Now = Due, ExpectedDuration = TimeSpan.FromMinutes(expectedMinutes), Schedule = AtNight.Schedule with { Windows = [WindowText.Parse(window, out _)!] },
        };

        if (isNow)
            TickPolicy.Decide(facts).Should().BeOfType<DueDecision.RunNow>();
        else
            TickPolicy.Decide(facts).Should().BeOfType<DueDecision.PrepareOnly>().Which.InstallFrom.Should().BeAfter(Noon.AddHours(24));
    }

    [Fact]
    public void A_window_shorter_than_an_install_is_entered_at_its_opening() =>
        TickPolicy.Decide(AtNight with { Now = Due, ExpectedDuration = TimeSpan.FromHours(5) })
            .Should().BeOfType<DueDecision.PrepareOnly>().Which.InstallFrom.Should().Be(Noon.AddHours(9));

    [Fact]
    public void A_tick_that_comes_late_in_the_window_begins_still_as_nobody_would_ever_run_who_is_last()
    {
        var last = Prepared(AtNight, Noon.AddHours(6)) with { IsInstallWaiting = true, Place = HostPlace.At(0.9999), Now = Noon.AddHours(12).AddMinutes(59) };

        TickPolicy.Decide(last).Should().BeOfType<DueDecision.RunNow>();
        TickPolicy.Decide(last with { Now = Noon.AddHours(13) }).Should().BeOfType<DueDecision.NotDue>("the window is closed");
    }

    [Fact]
    public void A_window_that_was_missed_is_followed_by_the_hosts_place_in_the_next_not_by_its_opening()
    {
        var missed = Prepared(AtNight, Due) with { IsInstallWaiting = true, UpSince = Noon.AddHours(14), Now = Noon.AddHours(14) };

        TickPolicy.NextRuns(missed).Should().Contain(r => r.Scope == RunScope.Install && r.At == Noon.AddHours(24 + 10).AddMinutes(50));
    }

    [Fact]
    public void A_due_instant_that_comes_in_the_window_before_the_hosts_place_takes_along_what_waits()
    {
        // Open from 12:00 to 23:00 UTC: the place is at 17:20, the due instant at 15:00.
        var waiting = Host with
        {
            Schedule = Host.Schedule with { Windows = [WindowText.Parse("13:00-24:00", out _)!] }, IsInstallWaiting = true, LastInstalled = Noon.AddDays(-1),
        };

        TickPolicy.Decide(waiting).Should().BeOfType<DueDecision.NotDue>().Which.Next.Should().Be(Due);
        TickPolicy.Decide(waiting with { Now = Due }).Should().BeOfType<DueDecision.RunNow>();
    }

    [Fact]
    public void What_was_missed_is_not_caught_up_before_its_time_because_a_window_opens()
    {
        // The window is shorter than an install, so its place is the opening, at 21:00 UTC; booted 5 min before that.
        var booted = AtNight with { UpSince = Noon.AddHours(9).AddMinutes(-5), Now = Noon.AddHours(9), ExpectedDuration = TimeSpan.FromHours(5) };

        TickPolicy.Decide(booted).Should().BeOfType<DueDecision.NotDue>().Which.Next.Should().Be(Noon.AddHours(9).AddMinutes(10));
        TickPolicy.Decide(booted with { Now = Noon.AddHours(9).AddMinutes(10) }).Should().BeOfType<DueDecision.PrepareOnly>()
            .Which.InstallFrom.Should().Be(Noon.AddHours(9 + 24));
    }

    [Fact]
    public void A_run_by_hand_that_failed_is_tried_again_whole_whatever_waits() =>
        TickPolicy.Decide(Failed(Host, RunEnd.Failed, 1) with { IsInstallWaiting = true, Now = Noon.AddMinutes(15) }).Should().BeOfType<DueDecision.RunNow>();

    [Theory]
    [InlineData(1, 11.25, 15)]
    [InlineData(2, 22.5, 30)]
    [InlineData(6, 360, 480)]
    [InlineData(40, 540, 720)]
    public void A_failed_run_is_tried_again_after_a_time_that_doubles_up_to_the_period(int failures, double least, double most)
    {
        var failed = Failed(Host, RunEnd.Failed, failures);

        var wait = TickPolicy.Decide(failed).Should().BeOfType<DueDecision.NotDue>().Subject;
        (wait.Next - Noon).TotalMinutes.Should().BeInRange(least, most);
        TickPolicy.Decide(failed with { Now = wait.Next }).Should().BeOfType<DueDecision.RunNow>().Which.Reason.Should().Be(RunReason.RetryAfterFailure);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 25)]
    [InlineData(3, 55)]
    [InlineData(50, 55)]
    public void A_deferred_run_is_tried_again_from_the_next_tick_on_and_then_less_often(int deferrals, int minutes)
    {
        var deferred = Failed(Host, RunEnd.Deferred, 0) with { Streak = RunStreak.None with { Deferrals = deferrals } };

        TickPolicy.Decide(deferred).Should().BeOfType<DueDecision.NotDue>().Which.Next.Should().Be(Noon.AddMinutes(minutes));
        TickPolicy.Decide(deferred with { Now = Noon.AddMinutes(minutes) }).Should().BeOfType<DueDecision.RunNow>()
            .Which.Reason.Should().Be(RunReason.RetryAfterDeferral);
    }

    [Fact]
    public void An_interrupted_run_is_taken_up_at_the_next_tick_but_not_again_and_again()
    {
        TickPolicy.Decide(Failed(Host, RunEnd.Interrupted, 1)).Should().BeOfType<DueDecision.RunNow>().Which.Reason.Should().Be(RunReason.RetryAfterInterruption);
        TickPolicy.Decide(Failed(Host, RunEnd.Interrupted, 2)).Should().BeOfType<DueDecision.NotDue>();
    }

    [Fact]
    public void A_failed_install_is_tried_again_inside_the_window_and_only_prepared_outside_of_it()
    {
        var failed = Failed(AtNight with { LastPrepared = Due }, RunEnd.Failed, 1) with { IsInstallWaiting = true };

        TickPolicy.Decide(failed with { Newest = Ended(Noon.AddHours(11), RunEnd.Failed), Now = Noon.AddHours(11.5) }).Should().BeOfType<DueDecision.RunNow>();
        TickPolicy.Decide(failed with { Newest = Ended(Noon.AddHours(12.5), RunEnd.Failed), Now = Noon.AddHours(13.5) }).Should().BeOfType<DueDecision.PrepareOnly>()
            .Which.InstallFrom.Should().Be(Noon.AddHours(24 + 10).AddMinutes(50));
    }

    [Fact]
    public void An_open_breaker_defers_what_is_due_until_its_end_and_then_lets_one_run_through()
    {
        var broken = Failed(Host, RunEnd.Failed, 3) with { Streak = new RunStreak(3, 0, new BreakerState(3, 1, Noon, Noon.AddHours(1))) };

        TickPolicy.Decide(broken).Should().Be(new DueDecision.Deferred(Noon.AddHours(1), "3 runs failed in a row; left alone until Sat 21 Nov 14:00"));
        TickPolicy.NextRuns(broken).Should().Equal(new NextRun(Noon.AddHours(1), RunScope.Whole, "3 runs failed in a row; left alone"));
        TickPolicy.Decide(broken with { Now = Noon.AddHours(1) }).Should().BeOfType<DueDecision.RunNow>();
    }

    [Fact]
    public void The_runs_to_come_are_told_in_order()
    {
        TickPolicy.NextRuns(Host).Should().Equal(new NextRun(Due, RunScope.Whole, "every 12 h, this host's place"));
        TickPolicy.NextRuns(AtNight).Should().Equal(
            new NextRun(Due, RunScope.Prepare, "every 12 h, this host's place"),
            new NextRun(Noon.AddHours(10).AddMinutes(50), RunScope.Install, "window 22:00-02:00"));
        TickPolicy.NextRuns(Prepared(AtNight, Due) with { IsInstallWaiting = true, Now = Due.AddMinutes(1) }).Should().Equal(
            new NextRun(Noon.AddHours(10).AddMinutes(50), RunScope.Install, "downloaded; window 22:00-02:00"),
            new NextRun(Due.AddHours(12), RunScope.Prepare, "every 12 h, this host's place"),
            new NextRun(Noon.AddHours(24 + 10).AddMinutes(50), RunScope.Install, "window 22:00-02:00"));
        TickPolicy.NextRuns(Host with { Now = Due.AddMinutes(3) })[0].At.Should().Be(Due.AddMinutes(3), "it is due now");
    }

    private static EndedRun Ended(DateTimeOffset start, RunEnd end = RunEnd.Done) => new(start, start, end, MayInstall: true);

    private static TickFacts Done(TickFacts host, DateTimeOffset at) => host with { Newest = Ended(at), LastPrepared = at, LastInstalled = at };

    private static TickFacts Prepared(TickFacts host, DateTimeOffset at) => host with { Newest = Ended(at) with { MayInstall = false }, LastPrepared = at };

    private static TickFacts Failed(TickFacts host, RunEnd end, int failures) =>
        host with { Newest = Ended(Noon, end), Streak = RunStreak.None with { Failures = failures } };
}
