using FsCheck;
using FsCheck.Fluent;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Calendar;

public class PeriodGridTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "2026-11-21 12:00:00")]
    [InlineData(0.25, "2026-11-21 13:30:00")]
    [InlineData(0.99999999, "2026-11-21 17:59:59")]
    public void A_host_is_due_at_its_place_in_the_jitter(double place, string due) =>
        Grid(12, 6, place).FirstFrom(Noon).Should().Be(DateTimeOffset.Parse(due + "Z"));

    [Fact]
    public void Periods_are_counted_from_the_epoch_in_utc()
    {
        Grid(12, 0, 0.5).NewestAt(Noon.AddHours(11.9)).Should().Be(Noon);
        Grid(24 * 7, 0, 0.5).FirstFrom(Noon).DayOfWeek.Should().Be(DayOfWeek.Thursday);
        Grid(12, 0, 0).PeriodOf(DateTimeOffset.UnixEpoch.AddTicks(-1)).Should().Be(-1);
    }

    [Fact]
    public void Without_jitter_every_host_is_due_when_the_period_begins() =>
        Fleet.Places(100).Select(p => new PeriodGrid(Schedule(12, 0), p).FirstFrom(Noon)).Should().AllBeEquivalentTo(Noon);

    [Fact]
    public void A_random_place_is_another_one_in_each_period_and_the_same_one_whenever_it_is_asked_for()
    {
        var schedule = Schedule(12, 0) with { Jitter = new Jitter(TimeSpan.FromHours(6), JitterKind.Random) };
        var place = Fleet.Places(1)[0];
        var shifts = Enumerable.Range(41_000, 50).Select(k => new PeriodGrid(schedule, place).DueIn(k) - DateTimeOffset.UnixEpoch.AddHours(12 * k)).ToList();

        shifts.Should().OnlyHaveUniqueItems().And.OnlyContain(s => s >= TimeSpan.Zero && s < TimeSpan.FromHours(6));
        shifts.Should().Equal(Enumerable.Range(41_000, 50).Select(k => new PeriodGrid(schedule, place).DueIn(k) - DateTimeOffset.UnixEpoch.AddHours(12 * k)));
    }

    [Theory]
    [InlineData(JitterKind.Stable)]
    [InlineData(JitterKind.Random)]
    public void A_hundred_thousand_hosts_are_spread_flat_over_the_jitter(JitterKind kind)
    {
        var schedule = Schedule(12, 0) with { Jitter = new Jitter(TimeSpan.FromHours(6), kind) };

        Flatness.Of(Fleet.Places(100_000).Select(p => (new PeriodGrid(schedule, p).FirstFrom(Noon) - Noon) / TimeSpan.FromHours(6)))
            .Should().BeLessThan(Flatness.Bound);
    }

    [Fact]
    public void Due_instants_stand_in_order_and_each_question_finds_its_neighbour() => Prop.ForAll(
        (from minutes in Gen.Choose(15, 20_000)
         from share in Gen.Choose(0, 100)
         from kind in Gen.Elements(JitterKind.Stable, JitterKind.Random)
         from place in Gen.Choose(0, 999_999)
         from second in Gen.Choose(-2_000_000_000, 2_000_000_000)
         let every = TimeSpan.FromMinutes(minutes)
         select (new PeriodGrid(
             new ScheduleSettings { Every = every, Jitter = new Jitter(every * share / 100, kind) }, HostPlace.At(place / 1e6)),
             DateTimeOffset.UnixEpoch.AddSeconds(second).AddTicks(second % 3))).ToArbitrary(),
        static given =>
        {
            var (grid, at) = given;
            var (newest, first, after) = (grid.NewestAt(at), grid.FirstFrom(at), grid.FirstAfter(at));
            var neighbour = grid.DueIn(grid.PeriodOf(newest) + 1);
            return newest <= at && first >= at && after > at
                && (newest == at ? first == at && after == neighbour : first == neighbour && after == neighbour);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static PeriodGrid Grid(double everyHours, double jitterHours, double place) => new(Schedule(everyHours, jitterHours), HostPlace.At(place));

    private static ScheduleSettings Schedule(double everyHours, double jitterHours) =>
        new() { Every = TimeSpan.FromHours(everyHours), Jitter = new Jitter(TimeSpan.FromHours(jitterHours)) };
}
