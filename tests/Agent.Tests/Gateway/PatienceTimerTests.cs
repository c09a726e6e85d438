using KuPkg.Agent.Gateway;

namespace KuPkg.Agent.Tests.Gateway;

/// <summary>When the patience with a mirror is over, and when bytes in the last moment save it. The timer goes off by hand.</summary>
public class PatienceTimerTests
{
    private readonly ByHand _time = new();

    [Fact]
    public void The_request_is_ended_after_the_time_and_a_moment_of_grace()
    {
        using var timer = new PatienceTimer(TimeSpan.FromSeconds(5), _time, CancellationToken.None);
        _time.Wait.Should().Be(TimeSpan.FromSeconds(5));

        _time.GoOff();
        (timer.IsOver, timer.Token.IsCancellationRequested).Should().Be((false, false));
        _time.Wait.Should().Be(PatienceTimer.Grace);

        _time.GoOff();
        (timer.IsOver, timer.Token.IsCancellationRequested).Should().Be((true, true));
    }

    [Fact]
    public void Bytes_that_come_in_the_grace_begin_anew()
    {
        using var timer = new PatienceTimer(TimeSpan.FromSeconds(5), _time, CancellationToken.None);
        _time.GoOff();
        timer.Rest();
        timer.Arm(TimeSpan.FromSeconds(3));

        _time.Wait.Should().Be(TimeSpan.FromSeconds(3));
        _time.GoOff();
        timer.IsOver.Should().BeFalse("the new time has a grace of its own");
    }

    [Fact]
    public void Bytes_that_come_with_the_end_itself_are_no_end_of_what_follows()
    {
        using var timer = new PatienceTimer(TimeSpan.FromSeconds(5), _time, CancellationToken.None);
        _time.GoOff();
        _time.GoOff();

        timer.Rest();

        (timer.IsOver, timer.Token.IsCancellationRequested).Should().Be((false, false));
    }

    [Fact]
    public void A_timer_that_goes_off_while_nothing_is_waited_for_ends_nothing()
    {
        using var timer = new PatienceTimer(TimeSpan.FromSeconds(5), _time, CancellationToken.None);
        timer.Rest();
        _time.GoOff();
        _time.GoOff();

        timer.IsOver.Should().BeFalse();
    }

    [Fact]
    public void A_client_that_goes_away_ends_the_request_and_the_time_is_not_over()
    {
        using var stop = new CancellationTokenSource();
        using var timer = new PatienceTimer(TimeSpan.FromSeconds(5), _time, stop.Token);
        stop.Cancel();

        (timer.IsOver, timer.Token.IsCancellationRequested).Should().Be((false, true));
    }

    private sealed class ByHand : TimeProvider
    {
        private TimerCallback? _callback;
        private object? _state;

        public TimeSpan Wait { get; private set; }

        public void GoOff() => _callback!(_state);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, _state, Wait) = (callback, state, dueTime);
            return new Hand(this);
        }

        private sealed class Hand(ByHand time) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                time.Wait = dueTime;
                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
