namespace KuPkg.Policy.Watch;

/// <summary>
/// Which of the bytes that a fetch brings count as work done: those of a time in which at least the floor came. A trickle below it must not keep a job that waits for it for ever.
/// Keeps some marks of the last window. Not thread-safe.
/// </summary>
/// <param name="floorBytesPerSecond">The least rate; 0: each byte counts.</param>
/// <param name="over">The time over which it is measured.</param>
public sealed class FlowCredit(long floorBytesPerSecond, TimeSpan over)
{
    private const int Marks = 24;

    private readonly Queue<(TimeSpan At, long Bytes)> _marks = new();
    private readonly double _need = floorBytesPerSecond * over.TotalSeconds;
    private TimeSpan _latest = TimeSpan.MinValue;
    private long _credited;

    /// <summary>The bytes that count until now. Never falls.</summary>
    /// <param name="at">When; not before an earlier call's.</param>
    /// <param name="bytes">All that came until now.</param>
    public long Of(TimeSpan at, long bytes)
    {
        while (_marks.TryPeek(out var oldest) && at - oldest.At > over)
            _marks.Dequeue();
        if (_marks.Count == 0 || at - _latest >= over / Marks)
        {
            _marks.Enqueue((at, bytes));
            _latest = at;
        }

        if (bytes - _marks.Peek().Bytes >= _need && bytes > _credited)
            _credited = bytes;
        return _credited;
    }
}
