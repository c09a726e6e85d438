using System.Runtime.InteropServices;

namespace KuPkg.Agent.Schedule;

/// <summary>
/// A clock that nobody can set: it shows the time of day at which it was made, plus what has passed since, sleep included (CLOCK_BOOTTIME, clock_gettime(2)).
/// Ticks are scheduled on it, so that a clock that is set back starves no host for a year and one that is set forward makes no burst of ticks;
/// whether a run is due is asked of the real clock at each tick. Thread-safe.
/// </summary>
internal sealed partial class BootClock : TimeProvider
{
    private const int BootTime = 7;

    private readonly DateTimeOffset _madeAt;
    private readonly Func<TimeSpan> _sinceBoot;
    private readonly TimeSpan _madeSinceBoot;

    /// <summary>The kernel's.</summary>
    public BootClock()
        : this(System.GetUtcNow(), SinceBoot)
    {
    }

    /// <param name="madeAt">What it shows at first.</param>
    /// <param name="sinceBoot">Never goes back.</param>
    public BootClock(DateTimeOffset madeAt, Func<TimeSpan> sinceBoot)
    {
        _madeAt = madeAt;
        _sinceBoot = sinceBoot;
        _madeSinceBoot = sinceBoot();
    }

    public override DateTimeOffset GetUtcNow() => _madeAt + (_sinceBoot() - _madeSinceBoot);

    /// <summary>Since the machine was booted, with the time that it slept.</summary>
    public static TimeSpan SinceBoot()
    {
        if (GetTime(BootTime, out var at) != 0)
            throw new IOException($"cannot read CLOCK_BOOTTIME: {Marshal.GetLastPInvokeErrorMessage()}; it needs Linux 2.6.39 or later");
        return TimeSpan.FromTicks((at.Seconds * TimeSpan.TicksPerSecond) + (at.Nanoseconds / TimeSpan.NanosecondsPerTick));
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int GetTime(int clock, out Instant at);

    [StructLayout(LayoutKind.Sequential)]
    private struct Instant
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
