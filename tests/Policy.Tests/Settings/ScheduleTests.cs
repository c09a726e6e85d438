using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Settings;

public class ScheduleTests
{
    [Theory]
    [InlineData(12, 6)]
    [InlineData(6, 6)]
    [InlineData(1, 1)]
    public void The_default_jitter_is_six_hours_but_never_longer_than_the_period(int everyHours, int jitterHours) =>
        new ScheduleSettings { Every = TimeSpan.FromHours(everyHours) }.Spread.Should().Be(new Jitter(TimeSpan.FromHours(jitterHours)));

    [Theory]
    [InlineData("6h", 360, JitterKind.Stable, "6h")]
    [InlineData(" random 90m", 90, JitterKind.Random, "random 90m")]
    [InlineData("random 6h", 360, JitterKind.Random, "random 6h")]
    [InlineData("0s", 0, JitterKind.Stable, "0h")]
    public void A_jitter_is_read_and_written(string text, int minutes, JitterKind kind, string canonical)
    {
        var jitter = Jitter.Read(text, Duration);

        jitter.Should().Be(new Jitter(TimeSpan.FromMinutes(minutes), kind));
        jitter.ToString().Should().Be(canonical);
    }

    [Theory]
    [InlineData("")]
    [InlineData("random")]
    [InlineData("6h random")]
    [InlineData("often")]
    public void What_is_no_jitter_is_refused(string text) => Jitter.Read(text, Duration).Should().BeNull();

    [Fact]
    public void The_defaults_are_without_mistake() => ScheduleRules.Mistakes(new ScheduleSettings()).Should().BeEmpty();

    [Fact]
    public void Each_value_out_of_its_range_is_a_mistake_of_its_own_key()
    {
        var wrong = new ScheduleSettings
        {
            Every = TimeSpan.FromMinutes(14), Jitter = new Jitter(TimeSpan.FromMinutes(15)), Zone = " ", StaleAfter = TimeSpan.FromMinutes(1),
        };

        ScheduleRules.Mistakes(wrong).Select(m => m.Key).Should()
            .Equal("schedule.every", "schedule.jitter", "schedule.zone", "schedule.stale_after");
        ScheduleRules.Mistakes(wrong with { Every = TimeSpan.FromDays(366) }).Select(m => m.Key).Should().Contain("schedule.every");
        ScheduleRules.Mistakes(wrong with { Jitter = new Jitter(TimeSpan.FromSeconds(-1)) }).Select(m => m.Key).Should().Contain("schedule.jitter");
    }

    [Theory]
    [InlineData(0.5, 3)]
    [InlineData(1.5, 3)]
    [InlineData(7, 14)]
    public void A_period_may_be_missed_once_before_a_host_is_stale(double everyDays, double staleDays)
    {
        var schedule = new ScheduleSettings { Every = TimeSpan.FromDays(everyDays) };

        schedule.StaleAfter.Should().Be(TimeSpan.FromDays(staleDays));
        ScheduleRules.Mistakes(schedule).Should().BeEmpty();
        (schedule with { StaleAfter = TimeSpan.FromDays(8) }).StaleAfter.Should().Be(TimeSpan.FromDays(8), "a given one is taken as it is");
    }

    private static TimeSpan? Duration(string text) => text switch
    {
        "6h" => TimeSpan.FromHours(6),
        "90m" => TimeSpan.FromMinutes(90),
        "0s" => TimeSpan.Zero,
        _ => null,
    };
}
