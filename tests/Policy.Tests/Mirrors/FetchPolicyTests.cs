using FsCheck;
using FsCheck.Fluent;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Policy.Tests.Mirrors;

public class FetchPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly Mirror A = Mirror.Parse("http://a.example.net/debian");
    private static readonly Mirror B = Mirror.Parse("http://b.example.net/debian");
    private static readonly Mirror[] Both = [A, B];

    [Fact]
    public void The_best_mirror_is_asked_first_and_the_next_one_after_its_failure()
    {
        var state = FetchState.Begin(Now);
        FetchPolicy.Next(state, Both, Now).Should().Be(new FetchStep.Ask(A, IsFloorOn: true));
        FetchPolicy.Next(state.Failed(A, FailureCause.Silent, Now), Both, Now).Should().Be(new FetchStep.Ask(B, IsFloorOn: true));
    }

    [Fact]
    public void When_all_have_failed_a_short_time_is_waited() =>
        FetchPolicy.Next(Failed(FailureCause.Refused, FailureCause.Refused), Both, Now).Should().Be(new FetchStep.Wait(Now.AddSeconds(0.5)));

    [Theory]
    [InlineData(1, null, 0.5)]
    [InlineData(2, null, 1)]
    [InlineData(4, null, 4)]
    [InlineData(5, null, 8)]
    [InlineData(90, null, 8)]
    [InlineData(1, 3, 3)]
    [InlineData(5, 3, 8)]
    [InlineData(1, 3600, 20)]
    [InlineData(1, -5, 0.5)]
    public void The_wait_doubles_up_to_a_cap_and_honours_what_the_mirror_asks_for_within_reason(int failures, int? retryAfter, double seconds) =>
        FetchPolicy.Backoff(failures, retryAfter is { } s ? TimeSpan.FromSeconds(s) : null).Should().Be(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(FailureCause.NotFound, FailureCause.NotFound, 404)]
    [InlineData(FailureCause.NotFound, FailureCause.Forbidden, 404)]
    [InlineData(FailureCause.Forbidden, FailureCause.Forbidden, 403)]
    [InlineData(FailureCause.NotFound, FailureCause.WrongContent, 502)]
    [InlineData(FailureCause.Stale, FailureCause.NotFound, 404)]
    [InlineData(FailureCause.Stale, FailureCause.Stale, 502)]
    [InlineData(FailureCause.Stale, FailureCause.WrongContent, 502)]
    public void What_no_mirror_can_deliver_is_given_up_at_once(FailureCause a, FailureCause b, int status) =>
        FetchPolicy.Next(Failed(a, b), Both, Now).Should().Be(new FetchStep.GiveUp(status, a));

    [Theory]
    [InlineData(FailureCause.Refused, FailureCause.ServerError, 24, false)]
    [InlineData(FailureCause.Refused, FailureCause.ServerError, 25, true)]
    [InlineData(FailureCause.Forbidden, FailureCause.Tls, 24, false)]
    [InlineData(FailureCause.Forbidden, FailureCause.Tls, 25, true)]
    [InlineData(FailureCause.WrongContent, FailureCause.Silent, 119, false)]
    [InlineData(FailureCause.Refused, FailureCause.Silent, 25, false)]
    [InlineData(FailureCause.Unreachable, FailureCause.Silent, 119, false)]
    [InlineData(FailureCause.Unreachable, FailureCause.Silent, 120, true)]
    [InlineData(FailureCause.Refused, FailureCause.Slow, 1000, false)]
    public void Patience_is_short_with_mirrors_that_fail_at_once_long_with_silence_and_endless_with_one_that_delivers(FailureCause a, FailureCause b, int seconds, bool isOver) =>
        (FetchPolicy.Next(Failed(a, b), Both, Now.AddSeconds(seconds)) is FetchStep.GiveUp).Should().Be(isOver);

    [Theory]
    [InlineData(FailureCause.NotFound, FailureCause.Silent, 1, 404)]
    [InlineData(FailureCause.NotFound, FailureCause.Unreachable, 1, 404)]
    [InlineData(FailureCause.NotFound, FailureCause.Refused, 1, null)]
    [InlineData(FailureCause.NotFound, FailureCause.Refused, 2, 404)]
    [InlineData(FailureCause.NotFound, FailureCause.ServerError, 2, 404)]
    [InlineData(FailureCause.NotFound, FailureCause.Slow, 2, null)]
    [InlineData(FailureCause.Stale, FailureCause.Tls, 2, 502)]
    public void What_a_mirror_says_for_certain_is_the_answer_when_the_others_had_their_chance(FailureCause certain, FailureCause other, int times, int? status)
    {
        var state = FetchState.Begin(Now).Failed(B, certain, Now);
        FetchPolicy.Next(state, Both, Now).Should().Be(new FetchStep.Ask(A, IsFloorOn: true), "A has not been asked");
        for (var i = 0; i < times; i++)
            state = state.Failed(A, other, Now, null, 1);

        var step = FetchPolicy.Next(state, Both, Now);

        if (status is { } expected)
            step.Should().Be(new FetchStep.GiveUp(expected, certain));
        else
            step.Should().NotBeOfType<FetchStep.GiveUp>();
    }

    [Fact]
    public void A_mirror_that_wants_to_be_left_alone_for_long_has_had_its_chance() =>
        FetchPolicy.Next(FetchState.Begin(Now).Failed(A, FailureCause.NotFound, Now).Failed(B, FailureCause.ServerError, Now, TimeSpan.FromSeconds(20)), Both, Now)
            .Should().Be(new FetchStep.GiveUp(404, FailureCause.NotFound));

    [Fact]
    public void A_file_of_which_bytes_have_come_is_there_whatever_another_mirror_says() =>
        FetchPolicy.Next(FetchState.Begin(Now).Progressed(A, Now).Failed(A, FailureCause.Silent, Now).Failed(B, FailureCause.NotFound, Now), Both, Now)
            .Should().BeOfType<FetchStep.Wait>();

    [Fact]
    public void Bytes_begin_patience_anew()
    {
        var later = Now.AddSeconds(200);
        var state = Failed(FailureCause.Silent, FailureCause.Silent).Progressed(B, later).Failed(B, FailureCause.Silent, later);

        FetchPolicy.Next(state, Both, later).Should().Be(new FetchStep.Ask(A, IsFloorOn: true));
        state.Of(B).NotBefore.Should().Be(later.AddSeconds(0.5), "its failures are counted from its bytes on");
    }

    [Fact]
    public void A_probe_is_over_after_one_round()
    {
        var state = FetchState.Begin(Now, isProbe: true).Failed(A, FailureCause.Silent, Now);
        FetchPolicy.Next(state, Both, Now).Should().BeOfType<FetchStep.Ask>();
        FetchPolicy.Next(state.Failed(B, FailureCause.Silent, Now), Both, Now).Should().BeOfType<FetchStep.GiveUp>();
    }

    [Fact]
    public void When_all_are_slow_the_fastest_is_stayed_with_and_the_floor_is_off()
    {
        var state = FetchState.Begin(Now).Failed(A, FailureCause.Slow, Now, null, 900);
        FetchPolicy.Next(state, Both, Now).Should().Be(new FetchStep.Ask(B, IsFloorOn: true));

        state = state.Failed(B, FailureCause.Slow, Now, null, 400);
        FetchPolicy.Next(state, Both, Now).Should().Be(new FetchStep.Ask(A, IsFloorOn: false));
    }

    [Fact]
    public void A_slow_mirror_is_better_than_waiting_for_a_dead_one()
    {
        var state = FetchState.Begin(Now).Failed(A, FailureCause.Slow, Now, null, 900).Failed(B, FailureCause.Refused, Now);
        FetchPolicy.Next(state, Both, Now).Should().Be(new FetchStep.Ask(A, IsFloorOn: false));
    }

    [Fact]
    public void Whatever_happens_there_is_a_mirror_to_ask_or_an_instant_to_wait_for_or_an_end() => Prop.ForAll(
        (from causes in Gen.Zip(Gen.Elements(Both), Gen.Elements(Enum.GetValues<FailureCause>())).ListOf()
         from steps in Gen.Choose(0, 60_000).ListOf(causes.Count)
         select causes.Zip(steps).ToList()).ToArbitrary(),
        static events =>
        {
            var (state, now) = (FetchState.Begin(Now), Now);
            foreach (var ((mirror, cause), milliseconds) in events)
            {
                now = now.AddMilliseconds(milliseconds);
                state = state.Failed(mirror, cause, now);
            }

            return FetchPolicy.Next(state, Both, now) switch
            {
                FetchStep.Ask ask => !state.Of(ask.Mirror).IsOut && state.Of(ask.Mirror).NotBefore <= now,
                FetchStep.Wait wait => wait.Until > now && wait.Until <= now + FetchPolicy.LongestRetryAfter,
                FetchStep.GiveUp end => end.Status is 404 or 403 or 502 or 504,
                _ => false,
            };
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Mirrors_that_fail_for_ever_are_given_up_in_bounded_time_and_with_a_bounded_number_of_requests() => Prop.ForAll(
        Gen.Elements(Enum.GetValues<FailureCause>()).Where(c => c != FailureCause.Slow).ListOf(2).ToArbitrary(),
        static causes =>
        {
            var (state, now, asked) = (FetchState.Begin(Now), Now, 0);
            while (FetchPolicy.Next(state, Both, now) is var step and not FetchStep.GiveUp)
            {
                if (step is FetchStep.Wait wait)
                    now = wait.Until;
                else if (step is FetchStep.Ask ask && ++asked < 1000)
                    state = state.Failed(ask.Mirror, causes[Array.IndexOf(Both, ask.Mirror)], now = now.AddMilliseconds(10));
                else
                    return false;
            }

            return now - Now <= FetchPolicy.Patience + TimeSpan.FromSeconds(10) && asked <= 60;
        }).Check(Config.QuickThrowOnFailure);

    private static FetchState Failed(FailureCause a, FailureCause b) => FetchState.Begin(Now).Failed(A, a, Now, null, 1).Failed(B, b, Now, null, 1);
}
