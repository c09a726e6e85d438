using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Tests.Watch;

public class FlowCreditTests
{
    private static readonly TimeSpan Over = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(2048, 2100, true)]
    [InlineData(2048, 1900, false)]
    [InlineData(2048, 0, false)]
    [InlineData(0, 1, true)]
    [InlineData(0, 0, false)]
    public void A_steady_flow_counts_when_it_keeps_up_with_the_floor(long floor, long bytesPerSecond, bool counts)
    {
        var credit = new FlowCredit(floor, Over);
        var early = Flow(credit, 0, 20, 0, bytesPerSecond);
        var late = Flow(credit, 20, 60, 20 * bytesPerSecond, bytesPerSecond);
        (late > early).Should().Be(counts);
    }

    [Fact]
    public void A_flow_that_dries_up_counts_no_more_a_window_later()
    {
        var credit = new FlowCredit(2048, Over);
        Flow(credit, 0, 30, 0, 10_000).Should().BeGreaterThan(0);
        var settled = Flow(credit, 30, 46, 300_000, 100);
        Flow(credit, 46, 300, 301_600, 100).Should().Be(settled);
    }

    [Fact]
    public void What_came_while_nobody_asked_is_held_to_no_window()
    {
        var credit = new FlowCredit(2048, Over);
        credit.Of(TimeSpan.Zero, 0);
        credit.Of(TimeSpan.FromMinutes(10), 1_000_000).Should().Be(0, "it may all have come at the beginning");
        credit.Of(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1), 1_040_000).Should().Be(1_040_000);
    }

    private static long Flow(FlowCredit credit, int from, int to, long bytes, long bytesPerSecond)
    {
        long counted = 0;
        for (var second = from; second < to; second++)
            counted = credit.Of(TimeSpan.FromSeconds(second), bytes + ((second - from) * bytesPerSecond));
        return counted;
    }
}
