using KuPkg.Policy.Gates;

namespace KuPkg.Policy.Tests.Gates;

public class KickBackoffTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(3, 20)]
    [InlineData(7, 320)]
    [InlineData(8, 360)]
    [InlineData(1000, 360)]
    public void The_wait_doubles_up_to_six_hours(int kicks, int minutes) => KickBackoff.WaitAfter(kicks).Should().Be(TimeSpan.FromMinutes(minutes));

    [Theory]
    [InlineData("", null)]
    [InlineData("1", 4)]
    [InlineData("4", null)]          // a tick that comes a minute early
    [InlineData("3", 2)]
    [InlineData("2 8", 8)]           // the second of a row
    [InlineData("10 16", null)]
    [InlineData("1 12 18", 19)]
    [InlineData("3 67", 7)]
    [InlineData("3 68", 2)]          // 65 minutes between, 5 to wait and an hour without need: a new row
    [InlineData("-30", null)]        // the clock was set back
    public void A_row_of_kicks_is_left_alone_for_longer_each_time(string minutesAgo, int? minutesLeft)
    {
        var past = minutesAgo.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static m => Now.AddMinutes(-int.Parse(m))).ToList();

        KickBackoff.Until(past, Now).Should().Be(minutesLeft is { } left ? Now.AddMinutes(left) : null);
    }

    [Fact]
    public void A_service_that_is_kicked_at_each_chance_is_kicked_a_few_times_a_day()
    {
        var past = new List<DateTimeOffset>();
        for (var tick = 0; tick < 2 * 24 * 12; tick++)
        {
            var at = Now.AddMinutes(5 * tick);
            if (KickBackoff.Until([.. past.Where(p => at - p < KickBackoff.Memory)], at) is null)
                past.Add(at);
        }

        past.Count(static p => p < Now.AddHours(24)).Should().Be(10);
        past.Count(static p => p >= Now.AddHours(24)).Should().BeInRange(4, 5);
    }
}
