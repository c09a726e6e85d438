using System.Collections.Concurrent;
using KuPkg.Policy.Breakers;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

/// <summary>All mirrors of a gateway with what is known of them by now, and how their groups fare. Thread-safe.</summary>
internal sealed class MirrorBook : IDisposable
{
    /// <summary>A group that was given up fails at once for so long, so that a dead one costs its patience once and not once for each file.</summary>
    private static readonly BreakerPolicy GroupBreaker = new() { Threshold = 1, FirstOpen = TimeSpan.FromSeconds(15), Cap = TimeSpan.FromMinutes(2) };

    /// <summary>How long a slow mirror counts as slow for the next files.</summary>
    private static readonly TimeSpan SlowFor = TimeSpan.FromMinutes(5);

    private readonly GatewaySetup _setup;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly Dictionary<Mirror, Upstream> _upstreams;
    private readonly ConcurrentDictionary<string, BreakerState> _groups = new();
    private readonly ConcurrentDictionary<Mirror, (double Rate, DateTimeOffset At)> _slow = new();
    private readonly ConcurrentDictionary<string, bool> _probing = new();
    private int _hedges;

    public MirrorBook(GatewaySetup setup, TimeProvider time, Func<double> random)
    {
        _setup = setup;
        _time = time;
        _random = random;
        _upstreams = setup.Groups.SelectMany(g => g.Mirrors).Distinct()
            .ToDictionary(m => m, m => new Upstream(m, setup.Access.GetValueOrDefault(m) ?? UpstreamAccess.Plain, setup.Limits, time));
    }

    public IEnumerable<Upstream> All => _upstreams.Values;

    public Upstream Of(Mirror mirror) => _upstreams[mirror];

    public IReadOnlyDictionary<Mirror, MirrorMemory> Memories(MirrorGroup group) =>
        group.Mirrors.Distinct().ToDictionary(m => m, m => (_setup.Memories.GetValueOrDefault(m) ?? new MirrorMemory(m)).After(Of(m).Meter.Tally, _time.GetUtcNow(), 0));

    /// <summary>Whether a second request may be sent; counts it.</summary>
    public bool TryHedge()
    {
        if (!HedgePolicy.MayHedge(All.Sum(u => u.Meter.Tally.Requests), Volatile.Read(ref _hedges)))
            return false;
        Interlocked.Increment(ref _hedges);
        return true;
    }

    public BreakerPhase PhaseOf(MirrorGroup group) => Breaker.PhaseAt(_groups.GetValueOrDefault(group.Name, BreakerState.Closed), _time.GetUtcNow());

    /// <summary>The one probe of a half-open group; false: another file is it. True: give it back by <see cref="EndProbe"/>.</summary>
    public bool TryBeginProbe(MirrorGroup group) => _probing.TryAdd(group.Name, true);

    public void EndProbe(MirrorGroup group) => _probing.TryRemove(group.Name, out _);

    public void GaveUp(MirrorGroup group) =>
        _groups.AddOrUpdate(group.Name, _ => Fail(BreakerState.Closed), (_, state) => Fail(state));

    public void Delivered(MirrorGroup group)
    {
        if (!_groups.IsEmpty)
            _groups.TryRemove(group.Name, out _);
    }

    public void WasSlow(Mirror mirror, double rate) => _slow[mirror] = (rate, _time.GetUtcNow());

    /// <summary>The rate at which a mirror was left a short time ago; null: it was not.</summary>
    public double? SlowRate(Mirror mirror) => _slow.TryGetValue(mirror, out var mark) && _time.GetUtcNow() - mark.At < SlowFor ? mark.Rate : null;

    public void Dispose()
    {
        foreach (var upstream in _upstreams.Values)
            upstream.Dispose();
    }

    private BreakerState Fail(BreakerState state) => Breaker.Fail(state, GroupBreaker, _time.GetUtcNow(), _random());
}
