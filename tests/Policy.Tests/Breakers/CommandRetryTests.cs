using KuPkg.Policy.Breakers;

namespace KuPkg.Policy.Tests.Breakers;

public class CommandRetryTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(100, 60)]
    public void The_wait_doubles_up_to_a_minute(int tries, int seconds) => CommandRetry.Wait(tries, 100, 0).Should().Be(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Up_to_a_quarter_is_taken_off_at_random() =>
        CommandRetry.Wait(3, 3, 0.999).Should().BeGreaterThan(TimeSpan.FromSeconds(3)).And.BeLessThan(TimeSpan.FromSeconds(3.1));

    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(1, 1, true)]
    [InlineData(2, 1, false)]
    [InlineData(3, 3, true)]
    [InlineData(4, 3, false)]
    public void There_are_as_many_retries_as_were_asked_for(int tries, int retries, bool again) => CommandRetry.Wait(tries, retries, 0).HasValue.Should().Be(again);

    [Fact]
    public void Before_the_first_try_there_is_nothing_to_wait_for() =>
        FluentActions.Invoking(() => CommandRetry.Wait(0, 3, 0)).Should().Throw<ArgumentOutOfRangeException>();
}
