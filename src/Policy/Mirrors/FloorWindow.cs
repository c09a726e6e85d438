namespace KuPkg.Policy.Mirrors;

/// <summary>
/// Whether a mirror delivers enough, by the time that was spent waiting for its bytes: a client that is slow to take them costs the mirror nothing.
/// Keeps some twenty numbers whatever the length of the file. Not thread-safe.
/// </summary>
/// <param name="floorBytesPerSecond">The least rate; 0: only silence counts.</param>
/// <param name="over">The time over which it is measured, and how long no byte at all may come.</param>
public sealed class FloorWindow(long floorBytesPerSecond, TimeSpan over)
{
    private const int Buckets = 20;

    private readonly Queue<(TimeSpan End, long Bytes)> _buckets = new();
    private readonly double _need = floorBytesPerSecond * over.TotalSeconds;
    private TimeSpan _waited;
    private TimeSpan _lastByte;
    private TimeSpan _open;
    private long _openBytes;
    private long _sum;

    /// <summary>
    /// <see cref="FailureCause.Slow"/>: less than the floor came in the last window, never before a whole window was waited. <see cref="FailureCause.Silent"/>: the same, and
    /// nothing at all in its second half, or nothing for a window. Null: neither.
    /// </summary>
    public FailureCause? Verdict =>
        SilentFor >= over || (IsBelow && SilentFor >= over / 2) ? FailureCause.Silent : IsBelow ? FailureCause.Slow : null;

    /// <summary>How long was waited since the last byte, or since the beginning.</summary>
    public TimeSpan SilentFor => _waited - _lastByte;

    private bool IsBelow => _waited >= over && _sum < _need;

    /// <summary>Bytes a second in the last window.</summary>
    public double BytesPerSecond => _waited > TimeSpan.Zero ? _sum / (_waited < over ? _waited : over).TotalSeconds : 0;

    /// <summary>How long may still be waited, if no byte comes, until there is a <see cref="Verdict"/>. Never negative.</summary>
    public TimeSpan MayWait
    {
        get
        {
            var end = _lastByte + over;
            var left = (double)_sum;
            foreach (var (bucket, bytes) in _buckets)
            {
                if (left < _need)
                    break;
                left -= bytes;
                if (left < _need && bucket + over < end)
                    end = bucket + over;
            }

            if (_sum < _need && over < end)
                end = over;
            return end > _waited ? end - _waited : TimeSpan.Zero;
        }
    }

    /// <summary>Notes one read.</summary>
    /// <param name="waited">How long it was waited for. Not negative.</param>
    /// <param name="bytes">What came. Not negative.</param>
    public void Add(TimeSpan waited, long bytes)
    {
        // What came before a long wait must not count as if it had come at its end.
        if (_openBytes > 0 && _waited - _open + waited >= over / Buckets)
            Close();
        _waited += waited;
        if (bytes > 0)
            _lastByte = _waited;
        _sum += bytes;
        _openBytes += bytes;
        if (_waited - _open >= over / Buckets)
            Close();

        while (_buckets.TryPeek(out var oldest) && _waited - oldest.End >= over)
        {
            _sum -= oldest.Bytes;
            _buckets.Dequeue();
        }
    }

    private void Close()
    {
        _buckets.Enqueue((_waited, _openBytes));
        _open = _waited;
        _openBytes = 0;
    }
}
