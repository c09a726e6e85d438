using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

/// <summary>Counts what one mirror does in this run. Thread-safe.</summary>
internal sealed class MirrorMeter(Mirror mirror, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<FailureCause, int> _failures = [];
    private MirrorTally _tally = new(mirror);
    private long _bytes;
    private long _ratedBytes;
    private long _ratedTime;
    private long _shownAt = time.GetTimestamp();
    private long _shownBytes;
    private double _shownRate;

    public Mirror Mirror { get; } = mirror;

    public long Bytes => Interlocked.Read(ref _bytes);

    public MirrorTally Tally
    {
        get
        {
            lock (_gate)
            {
                var (bytes, rated) = (Bytes, Interlocked.Read(ref _ratedBytes));
                return _tally with
                {
                    Bytes = bytes,
                    Receiving = rated == 0 ? TimeSpan.Zero : time.GetElapsedTime(0, Interlocked.Read(ref _ratedTime)) * ((double)bytes / rated),
                    Failures = new Dictionary<FailureCause, int>(_failures),
                };
            }
        }
    }

    /// <summary>Bytes a second since about a second ago.</summary>
    public double RecentRate()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var passed = time.GetElapsedTime(_shownAt, now);
            if (passed >= TimeSpan.FromSeconds(1))
            {
                _shownRate = (Bytes - _shownBytes) / passed.TotalSeconds;
                (_shownAt, _shownBytes) = (now, Bytes);
            }

            return _shownRate;
        }
    }

    public void Received(int bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>Bytes that tell a rate.</summary>
    /// <param name="waited">In ticks of the clock's timestamps.</param>
    /// <param name="bytes">What came in it, counted by <see cref="Received"/> as well.</param>
    public void Rated(long waited, long bytes)
    {
        Interlocked.Add(ref _ratedTime, waited);
        Interlocked.Add(ref _ratedBytes, bytes);
    }

    public void Asked() => Change(t => t with { Requests = t.Requests + 1 });

    public void FirstByte(TimeSpan after) => Change(t => t with { FirstByteSum = t.FirstByteSum + after, FirstBytes = t.FirstBytes + 1 });

    public void Answered() => Change(t => t with { Answered = t.Answered + 1, FailuresInARow = 0 });

    public void ChangedOver() => Change(t => t with { ChangeOversAway = t.ChangeOversAway + 1 });

    public void WonHedge() => Change(t => t with { HedgesWon = t.HedgesWon + 1 });

    public void SawRelease(DateTimeOffset date) => Change(t => t.NewestRelease >= date ? t : t with { NewestRelease = date });

    public void Failed(FailureCause cause)
    {
        lock (_gate)
        {
            _failures[cause] = _failures.GetValueOrDefault(cause) + 1;
            _tally = _tally with
            {
                LastFailure = cause,
                LastFailureAt = time.GetUtcNow(),
                FailuresInARow = _tally.FailuresInARow + (MirrorPolicy.IsOfTheMirror(cause) ? 1 : 0),
            };
        }
    }

    private void Change(Func<MirrorTally, MirrorTally> change)
    {
        lock (_gate)
            _tally = change(_tally);
    }
}
