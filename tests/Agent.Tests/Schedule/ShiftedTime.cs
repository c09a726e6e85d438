namespace KuPkg.Agent.Tests.Schedule;

/// <summary>The real clock, set forward by hand. Its timers are real.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shiftTicks;

    public void Add(TimeSpan shift) => Interlocked.Add(ref _shiftTicks, shift.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shiftTicks));
}
