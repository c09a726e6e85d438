using FsCheck;
using FsCheck.Fluent;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Policy.Tests.Mirrors;

public class FloorWindowTests
{
    private static readonly TimeSpan Over = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(1000, 14.5, null)]
    [InlineData(1000, 15.5, FailureCause.Slow)]
    [InlineData(2100, 60, null)]
    [InlineData(2000, 60, FailureCause.Slow)]
    public void A_trickle_below_the_floor_is_found_after_one_window_and_one_above_it_never(int bytesPerSecond, double seconds, FailureCause? verdict)
    {
        var window = new FloorWindow(2048, Over);
        for (var at = 0.0; at < seconds; at += 0.1)
            window.Add(TimeSpan.FromSeconds(0.1), bytesPerSecond / 10);

        window.Verdict.Should().Be(verdict);
    }

    [Fact]
    public void Fast_then_nothing_is_silence_one_window_after_the_last_byte()
    {
        var window = new FloorWindow(2048, Over);
        window.Add(TimeSpan.FromSeconds(0.2), 5_000_000);

        window.MayWait.Should().Be(Over);
        window.Add(window.MayWait, 0);
        window.Verdict.Should().Be(FailureCause.Silent);
    }

    [Fact]
    public void Fast_then_a_trickle_is_found_when_the_fast_part_is_a_window_old()
    {
        var window = new FloorWindow(2048, Over);
        window.Add(TimeSpan.FromSeconds(1), 5_000_000);
        var waited = TimeSpan.Zero;
        while (window.Verdict is null)
        {
            window.Add(TimeSpan.FromSeconds(0.5), 100);
            waited += TimeSpan.FromSeconds(0.5);
        }

        window.Verdict.Should().Be(FailureCause.Slow);
        waited.Should().BeCloseTo(Over, TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public void A_stop_before_the_first_window_is_over_is_silence_and_not_a_rate()
    {
        var window = new FloorWindow(50_000, Over);
        window.Add(TimeSpan.FromSeconds(4), 100_000);
        window.Add(window.MayWait, 0);

        window.Verdict.Should().Be(FailureCause.Silent);
        window.SilentFor.Should().Be(TimeSpan.FromSeconds(11));
    }

    [Fact]
    public void The_rate_is_that_of_the_window_and_not_of_what_came_before_a_long_wait()
    {
        var window = new FloorWindow(2048, Over);
        window.Add(TimeSpan.FromSeconds(0.1), 1_000_000);
        window.Add(TimeSpan.FromSeconds(14.5), 1500);
        window.Add(TimeSpan.FromSeconds(1), 1500);

        window.Verdict.Should().Be(FailureCause.Slow);
        window.BytesPerSecond.Should().BeApproximately(200, 1);
    }

    [Fact]
    public void A_floor_of_zero_counts_silence_alone()
    {
        var window = new FloorWindow(0, Over);
        for (var i = 0; i < 100; i++)
            window.Add(TimeSpan.FromSeconds(14), 1);
        window.Verdict.Should().BeNull();

        window.Add(Over, 0);
        window.Verdict.Should().Be(FailureCause.Silent);
    }

    [Fact]
    public void Time_that_was_not_waited_counts_nothing()
    {
        var window = new FloorWindow(2048, Over);
        for (var i = 0; i < 1000; i++)
            window.Add(TimeSpan.Zero, 1);
        window.Verdict.Should().BeNull();
        window.MayWait.Should().Be(Over);
    }

    [Fact]
    public void Waiting_as_long_as_may_be_waited_brings_a_verdict_and_a_moment_less_does_not() => Prop.ForAll(
        Gen.Zip(Gen.Choose(0, 3000), Gen.Choose(0, 60_000)).ListOf().ToArbitrary(),
        static reads =>
        {
            var (exact, early) = (new FloorWindow(2048, Over), new FloorWindow(2048, Over));
            foreach (var (milliseconds, bytes) in reads)
            {
                exact.Add(TimeSpan.FromMilliseconds(milliseconds), bytes);
                early.Add(TimeSpan.FromMilliseconds(milliseconds), bytes);
                if (exact.Verdict is not null)
                    return exact.MayWait == TimeSpan.Zero;
            }

            var wait = exact.MayWait;
            exact.Add(wait, 0);
            early.Add(wait - TimeSpan.FromMilliseconds(1), 0);
            return wait > TimeSpan.Zero && wait <= Over && exact.Verdict is not null && early.Verdict is null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}
