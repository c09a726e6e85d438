namespace KuPkg.Agent.Gateway;

/// <summary>
/// Ends one request to a mirror when its patience is over. Armed only while the mirror is waited for. Connecting has a limit of its own (<see cref="Dialer"/>), so it
/// stops the clock of the first byte. Not disposed of before the request has ended.
/// </summary>
internal sealed class PatienceTimer : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenSource _linked;

    public PatienceTimer(TimeSpan limit, TimeProvider time, CancellationToken stop)
    {
        _limit = limit;
        _over = new CancellationTokenSource(limit, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, stop);
    }

    public CancellationToken Token => _linked.Token;

    public bool IsOver => _over.IsCancellationRequested;

    public void Connecting() => Arm(Timeout.InfiniteTimeSpan);

    public void Connected() => Arm(_limit);

    public void Arm(TimeSpan wait)
    {
        try
        {
            _over.CancelAfter(wait);
        }
        catch (ObjectDisposedException)
        {
            // A connection that was opened for a request may come about after the request found another.
        }
    }

    public void Disarm() => Arm(Timeout.InfiniteTimeSpan);

    /// <summary>Ends the request: another mirror was faster.</summary>
    public void Abandon()
    {
        try
        {
            _linked.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    public void Dispose()
    {
        _linked.Dispose();
        _over.Dispose();
    }
}
