namespace KuPkg.Agent.Gateway;

/// <summary>
/// Ends one request to a mirror when its patience is over. Armed only while the mirror is waited for. Connecting has a limit of its own (<see cref="Dialer"/>), so it
/// stops the clock of the first byte. Not disposed of before the request has ended.
/// </summary>
internal sealed class PatienceTimer : IDisposable
{
    /// <summary>
    /// So long after its time the timer ends the request: on a host that was busy or stopped, what the mirror has sent meanwhile is taken first, and it is not blamed.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    private readonly TimeSpan _limit;
    private readonly CancellationToken _stop;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private CancellationTokenSource _over;
    private bool _isInGrace;
    private bool _isDisposed;

    public PatienceTimer(TimeSpan limit, TimeProvider time, CancellationToken stop)
    {
        _limit = limit;
        _stop = stop;
        _over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _timer = time.CreateTimer(static timer => ((PatienceTimer)timer!).Fire(), this, limit, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _over.Token;

    /// <summary>Whether the time was up, and not another the cause of the end.</summary>
    public bool IsOver { get; private set; }

    public void Connecting() => Arm(Timeout.InfiniteTimeSpan);

    public void Connected() => Arm(_limit);

    public void Arm(TimeSpan wait)
    {
        lock (_gate)
        {
            // A connection that was opened for a request may come about after the request found another.
            if (_isDisposed)
                return;
            _isInGrace = false;
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>What was waited for has come, be it in the last moment: the next wait begins anew.</summary>
    public void Rest()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isInGrace = false;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (!IsOver)
                return;
            IsOver = false;
            _over.Dispose();
            _over = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        }
    }

    /// <summary>Ends the request: another mirror was faster.</summary>
    public void Abandon() => Cancel(isTimeUp: false);

    public void Dispose()
    {
        lock (_gate)
            _isDisposed = true;
        _timer.Dispose();
        _over.Dispose();
    }

    private void Fire()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            if (!_isInGrace)
            {
                _isInGrace = true;
                _timer.Change(Grace, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        Cancel(isTimeUp: true);
    }

    private void Cancel(bool isTimeUp)
    {
        CancellationTokenSource over;
        lock (_gate)
        {
            if (_isDisposed || (isTimeUp && !_isInGrace))
                return;
            IsOver |= isTimeUp;
            over = _over;
        }

        try
        {
            over.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }
}
