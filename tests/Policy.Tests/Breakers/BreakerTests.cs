using FsCheck;
using FsCheck.Fluent;
using KuPkg.Policy.Breakers;

namespace KuPkg.Policy.Tests.Breakers;

public class BreakerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly BreakerPolicy Host = BreakerPolicy.ForHost(TimeSpan.FromHours(12));

    [Fact]
    public void It_opens_at_the_threshold_and_not_before()
    {
        var two = Failed(2);
        Breaker.PhaseAt(two, Now).Should().Be(BreakerPhase.Closed);

        var three = Breaker.Fail(two, Host, Now, 0);

        Breaker.PhaseAt(three, Now).Should().Be(BreakerPhase.Open);
        three.OpenUntil.Should().Be(Now.AddHours(1));
    }

    [Fact]
    public void A_success_makes_the_count_begin_anew() =>
        Breaker.Fail(Breaker.Succeed(), Host, Now, 0).Should().Be(new BreakerState(1, 0, null, null));

    [Fact]
    public void It_is_half_open_from_the_end_of_its_time_on()
    {
        var open = Failed(3);

        Breaker.PhaseAt(open, open.OpenUntil!.Value.AddTicks(-1)).Should().Be(BreakerPhase.Open);
        Breaker.PhaseAt(open, open.OpenUntil.Value).Should().Be(BreakerPhase.HalfOpen);
        Breaker.PhaseAt(open, Now.AddYears(3)).Should().Be(BreakerPhase.HalfOpen);
    }

    [Fact]
    public void The_open_time_doubles_with_each_failed_try_up_to_the_cap()
    {
        var state = Failed(3);
        var hours = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            hours.Add((state.OpenUntil - state.OpenedAt)!.Value.TotalHours);
            state = Breaker.Fail(state, Host, state.OpenUntil!.Value, 0);
        }

        hours.Should().Equal(1, 2, 4, 8, 12, 12);
    }

    [Fact]
    public void A_period_shorter_than_the_first_open_time_caps_it() =>
        Breaker.Fail(Failed(2), BreakerPolicy.ForHost(TimeSpan.FromMinutes(15)), Now, 0).OpenUntil.Should().Be(Now.AddMinutes(15));

    [Fact]
    public void A_failure_out_of_turn_is_counted_and_changes_the_open_time_not_at_all()
    {
        var open = Failed(3);

        Breaker.Fail(open, Host, Now.AddMinutes(10), 0).Should().Be(open with { Failures = 4 });
    }

    [Fact]
    public void A_clock_set_back_a_year_does_not_block_for_a_year()
    {
        Breaker.PhaseAt(Failed(3), Now.AddYears(-1)).Should().Be(BreakerPhase.HalfOpen);
        Breaker.PhaseAt(Failed(3), Now.AddSeconds(-2)).Should().Be(BreakerPhase.Open, "a clock is set back by a little every day");
    }

    [Fact]
    public void Jitter_only_shortens_and_by_no_more_than_its_share() => Prop.ForAll(
        (from failures in Gen.Choose(1, 200) from percent in Gen.Choose(0, 99) select (failures, percent)).ToArbitrary(),
        static given =>
        {
            var policy = BreakerPolicy.ForPackage;
            var (state, at) = (BreakerState.Closed, Now);
            for (var i = 0; i < given.failures; i++)
            {
                state = Breaker.Fail(state, policy, at, given.percent / 100.0);
                at = state.OpenUntil ?? at;
            }

            if (given.failures < policy.Threshold)
                return state.OpenUntil is null;
            var full = Math.Min(Math.Pow(2, given.failures - policy.Threshold), 7);
            var days = (state.OpenUntil - state.OpenedAt)!.Value.TotalDays;
            return days <= full && days >= full * 0.9;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_row_of_failures_and_no_clock_makes_it_block_for_longer_than_twice_its_cap() => Prop.ForAll(
        (from hours in Gen.Choose(-20_000, 20_000).ListOf() from look in Gen.Choose(-20_000, 20_000) select (hours, look)).ToArbitrary(),
        static given =>
        {
            var state = given.hours.Aggregate(BreakerState.Closed, static (s, hour) => Breaker.Fail(s, Host, Now.AddHours(hour), 0.5));
            var now = Now.AddHours(given.look);
            return Breaker.PhaseAt(state, now) != BreakerPhase.Open || state.OpenUntil - now <= 2 * Host.Cap;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static BreakerState Failed(int times) =>
        Enumerable.Range(0, times).Aggregate(BreakerState.Closed, static (state, _) => Breaker.Fail(state, Host, Now, 0));
}
