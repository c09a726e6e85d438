using KuPkg.Policy.Breakers;

namespace KuPkg.Policy.Tests.Breakers;

public class JobRetryTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(99, 60)]
    public void The_distance_doubles_up_to_an_hour(int tries, int minutes) =>
        JobRetry.NextTry(tries, JobRetry.MostTries, Now, 0).Should().Be(Now.AddMinutes(minutes));

    [Fact]
    public void Up_to_a_quarter_is_taken_off_at_random() =>
        JobRetry.NextTry(1, 3, Now, 0.999).Should().BeAfter(Now.AddSeconds(45)).And.BeBefore(Now.AddSeconds(46));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 3)]
    public void After_its_last_try_a_job_is_given_up(int tries, int mostTries) => JobRetry.NextTry(tries, mostTries, Now, 0).Should().BeNull();

    [Fact]
    public void A_job_may_be_tried_at_once_the_first_time_and_from_its_instant_on_later()
    {
        JobRetry.MayTry(null, null, Now).Should().BeTrue();
        JobRetry.MayTry(Now, Now.AddMinutes(4), Now.AddMinutes(4).AddTicks(-1)).Should().BeFalse();
        JobRetry.MayTry(Now, Now.AddMinutes(4), Now.AddMinutes(4)).Should().BeTrue();
    }

    [Fact]
    public void A_clock_that_was_set_back_by_a_year_makes_no_job_wait_for_a_year() =>
        JobRetry.MayTry(Now, Now.AddMinutes(4), Now.AddYears(-1)).Should().BeTrue();

    [Fact]
    public void A_job_that_was_never_tried_has_no_next_try() =>
        FluentActions.Invoking(() => JobRetry.NextTry(0, 3, Now, 0)).Should().Throw<ArgumentOutOfRangeException>();
}
