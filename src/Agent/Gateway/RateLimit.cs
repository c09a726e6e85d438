namespace KuPkg.Agent.Gateway;

/// <summary>Keeps what comes from one mirror below <c>Dl-Limit</c>, over all its connections. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="bytesPerSecond">The limit; 0: none.</param>
internal sealed class RateLimit(TimeProvider time, long bytesPerSecond)
{
    private readonly Lock _gate = new();
    private long _free;

    /// <summary>The most that should be read at a time, so that the pauses are short.</summary>
    public int MostAtOnce => bytesPerSecond > 0 ? (int)Math.Clamp(bytesPerSecond / 4, 1024, int.MaxValue) : int.MaxValue;

    /// <summary>Waits until so many bytes were in order.</summary>
    public async ValueTask TakeAsync(int bytes, CancellationToken stop)
    {
        if (bytesPerSecond <= 0)
            return;
        TimeSpan wait;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _free = Math.Max(_free, now) + (long)((double)bytes / bytesPerSecond * time.TimestampFrequency);
            wait = time.GetElapsedTime(now, _free);
        }

        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, stop);
    }
}
