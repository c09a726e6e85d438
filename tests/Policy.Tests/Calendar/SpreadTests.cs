using KuPkg.Policy.Calendar;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Calendar;

/// <summary>A hundred thousand hosts do not do at once what each of them must do.</summary>
public class SpreadTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void Installs_are_spread_flat_over_the_window_less_what_one_takes()
    {
        // Due between noon and 18:00 UTC; the window is open from 21:00 to 01:00 UTC.
        var expected = TimeSpan.FromMinutes(40);
        var installs = Fleet.Places(100_000).Select(place => TickPolicy.Decide(Facts(place) with
        {
            Now = Noon.AddHours(6), LastPrepared = Noon.AddHours(-1), LastInstalled = Noon.AddHours(-1), ExpectedDuration = expected,
            Schedule = new ScheduleSettings { Windows = [WindowText.Parse("22:00-02:00", out _)!] },
        })).Cast<DueDecision.PrepareOnly>();

        Flatness.Of(installs.Select(i => (i.InstallFrom - Noon.AddHours(9)) / (TimeSpan.FromHours(4) - expected))).Should().BeLessThan(Flatness.Bound);
    }

    [Fact]
    public void Installs_are_spread_flat_over_a_night_that_is_an_hour_longer()
    {
        // 22:00 to 04:00 on the wall is 20:00 to 03:00 UTC in that night.
        var evening = new DateTimeOffset(2026, 10, 24, 20, 0, 0, TimeSpan.Zero);
        var installs = Fleet.Places(100_000).Select(place => TickPolicy.Decide(Facts(place) with
        {
            Now = evening.AddHours(-1), LastPrepared = evening.AddDays(-2), LastInstalled = evening.AddDays(-2),
            Schedule = new ScheduleSettings { Every = TimeSpan.FromHours(24), Windows = [WindowText.Parse("22:00-04:00", out _)!] },
        })).Cast<DueDecision.PrepareOnly>();

        Flatness.Of(installs.Select(i => (i.InstallFrom - evening) / TimeSpan.FromMinutes((7 * 60) - 20))).Should().BeLessThan(Flatness.Bound);
    }

    [Fact]
    public void A_fleet_that_boots_at_once_catches_up_over_half_an_hour()
    {
        var caughtUp = Fleet.Places(100_000).Select(place => TickPolicy.Decide(Facts(place) with { UpSince = Noon.AddHours(-1), Now = Noon.AddHours(-1) }))
            .Select(d => d is DueDecision.NotDue wait ? wait.Next : Noon.AddHours(-1));

        Flatness.Of(caughtUp.Select(at => (at - Noon.AddHours(-1)) / TimeSpan.FromMinutes(30))).Should().BeLessThan(Flatness.Bound);
    }

    [Fact]
    public void Hosts_that_failed_together_are_tried_again_apart()
    {
        var waits = Fleet.Places(100_000).Select(place => TickPolicy.Decide(Facts(place) with
        {
            Newest = new EndedRun(Noon, Noon, RunEnd.Failed, MayInstall: true), Streak = RunStreak.None with { Failures = 2 },
        })).Cast<DueDecision.NotDue>().Select(wait => wait.Next - Noon);

        Flatness.Of(waits.Select(wait => (wait - TimeSpan.FromMinutes(22.5)) / TimeSpan.FromMinutes(7.5))).Should().BeLessThan(1_000_000 / 450.0 * 3, "whole seconds: 450 of them");
    }

    private static TickFacts Facts(HostPlace place) => new()
    {
        Schedule = new ScheduleSettings(), Zone = Berlin, Place = place, Now = Noon, UpSince = DateTimeOffset.UnixEpoch,
        LastPrepared = Noon.AddDays(-2), LastInstalled = Noon.AddDays(-2), Newest = new EndedRun(Noon.AddDays(-2), Noon.AddDays(-2), RunEnd.Done, MayInstall: true),
    };
}
