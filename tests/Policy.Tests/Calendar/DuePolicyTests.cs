using KuPkg.Policy.Calendar;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Calendar;

public class DuePolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly ScheduleSettings TwelveHours = new();

    [Fact]
    public void A_host_that_never_ran_is_due_at_once() =>
        DuePolicy.NextDue(TwelveHours, null, Now).Should().Be(Now);

    [Theory]
    [InlineData(-11.99, false)]
    [InlineData(-12, true)]
    [InlineData(-500, true)]
    public void A_run_is_due_a_period_after_the_last_one_began(double hoursAgo, bool isDue) =>
        (DuePolicy.NextDue(TwelveHours, Now.AddHours(hoursAgo), Now) <= Now).Should().Be(isDue);

    [Fact]
    public void A_last_run_in_the_future_is_no_reason_to_wait_a_year() =>
        DuePolicy.NextDue(TwelveHours, Now.AddYears(1), Now).Should().Be(Now, "the clock was set back");
}
