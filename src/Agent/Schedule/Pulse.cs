namespace KuPkg.Agent.Schedule;

/// <summary>
/// Whether the daemon still does what it is there for: its ticks come. Asked by the watchdog's own trigger, so that a scheduler that fires nothing any more, or ticks that
/// stay away while other triggers fire, end in a restart by the service manager. A tick that is at work for hours is alive: its child is watched. Thread-safe.
/// </summary>
/// <param name="clock">A clock that nobody sets.</param>
/// <param name="every">The distance of two ticks.</param>
internal sealed class Pulse(TimeProvider clock, TimeSpan every)
{
    // Twice the distance is a tick that was missed; less would be a busy machine.
    private const int Patience = 2;

    private readonly Lock _gate = new();
    private DateTimeOffset _last = clock.GetUtcNow();
    private int _atWork;

    public bool IsAlive
    {
        get
        {
            lock (_gate)
                return _atWork > 0 || clock.GetUtcNow() - _last <= every * Patience;
        }
    }

    /// <summary>How long ago the newest tick began or ended, or the daemon began.</summary>
    public TimeSpan SinceLast
    {
        get
        {
            lock (_gate)
                return clock.GetUtcNow() - _last;
        }
    }

    public void Begin() => Note(+1);

    public void End() => Note(-1);

    private void Note(int change)
    {
        lock (_gate)
        {
            _atWork += change;
            _last = clock.GetUtcNow();
        }
    }
}
