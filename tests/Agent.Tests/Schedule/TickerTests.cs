using KuPkg.Agent.Schedule;
using KuPkg.Agent.Tests.Kill;

namespace KuPkg.Agent.Tests.Schedule;

public sealed class TickerTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private readonly ShiftedTime _clock = new();
    private readonly List<string> _failures = [];
    private int _calls;

    [Fact]
    public async Task The_first_call_comes_at_once_and_the_next_at_its_distance()
    {
        await using var ticker = await StartAsync();
        await UntilCallsAsync(1);

        _clock.Add(Quarter - TimeSpan.FromSeconds(60));
        await StaysAsync(1);
        _clock.Add(TimeSpan.FromSeconds(61));
        await UntilCallsAsync(2);
    }

    [Fact]
    public async Task What_was_slept_through_is_made_up_for_by_one_call_and_the_rhythm_goes_on()
    {
        await using var ticker = await StartAsync();
        await UntilCallsAsync(1);

        _clock.Add(TimeSpan.FromHours(100));
        await UntilCallsAsync(2);
        await StaysAsync(2);
        _clock.Add(Quarter + TimeSpan.FromSeconds(1));
        await UntilCallsAsync(3);
        await StaysAsync(3);
    }

    [Fact]
    public async Task Work_that_takes_long_is_never_called_beside_itself_and_others_go_on()
    {
        var end = new TaskCompletionSource();
        var others = 0;
        await using var ticker = await Ticker.StartAsync(
            [
                new Work("long", Quarter, async () => { Interlocked.Increment(ref _calls); await end.Task; }),
                new Work("other", Quarter, () => { Interlocked.Increment(ref others); return Task.CompletedTask; }),
            ],
            _clock, (_, _) => { }, Soon);
        await UntilCallsAsync(1);

        for (var i = 2; i <= 4; i++)
        {
            _clock.Add(Quarter + TimeSpan.FromSeconds(1));
            await Eventually.TrueAsync(() => Volatile.Read(ref others) >= i, "the expected came");
        }

        Volatile.Read(ref _calls).Should().Be(1);
        end.SetResult();
        await UntilCallsAsync(2);
        await StaysAsync(2);
    }

    [Fact]
    public async Task A_call_that_throws_is_told_and_not_the_last_one()
    {
        await using var ticker = await Ticker.StartAsync(
            [new Work("tick", Quarter, () => { Interlocked.Increment(ref _calls); throw new InvalidOperationException("unforeseen"); })],
            _clock, (name, e) => { lock (_failures) _failures.Add($"{name}: {e.Message}"); }, Soon);
        await UntilCallsAsync(1);
        for (var i = 2; i <= 7; i++)
        {
            _clock.Add(Quarter + TimeSpan.FromSeconds(1));
            await UntilCallsAsync(i);
        }

        lock (_failures)
            _failures.Should().HaveCountGreaterThanOrEqualTo(6).And.OnlyContain(f => f == "tick: unforeseen");
    }

    [Fact]
    public async Task Disposing_waits_for_what_is_at_work()
    {
        var end = new TaskCompletionSource();
        var ticker = await Ticker.StartAsync([new Work("long", Quarter, async () => { Interlocked.Increment(ref _calls); await end.Task; })], _clock, (_, _) => { }, Soon);
        await UntilCallsAsync(1);

        var disposal = ticker.DisposeAsync().AsTask();
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        disposal.IsCompleted.Should().BeFalse();
        end.SetResult();
        await disposal.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private Task<Ticker> StartAsync() => Ticker.StartAsync(
        [new Work("tick", Quarter, () => { Interlocked.Increment(ref _calls); return Task.CompletedTask; })], _clock, (_, e) => throw e, Soon);

    private Task UntilCallsAsync(int calls) => Eventually.TrueAsync(() => Volatile.Read(ref _calls) >= calls, "the expected came");

    private async Task StaysAsync(int calls)
    {
        // Longer than the scheduler waits before it looks again.
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        Volatile.Read(ref _calls).Should().Be(calls);
    }
}
