using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Kill;

/// <summary>
/// Carries out one <see cref="SweepStep"/>: freezes all that goes, parents first, until nobody new turns up, then kills the leaves first.
/// A frozen process handles nothing before it dies, so the death of one wakes no other.
/// </summary>
internal sealed class Sweep : IDisposable
{
    /// <summary>How long one tries to stop a subtree that forks faster than it can be stopped, and then again to kill it.</summary>
    private static readonly TimeSpan ChaseBound = TimeSpan.FromSeconds(2);

    /// <summary>How long the dead may take to be gone, at least and for each: a busy machine buries slowly.</summary>
    private static readonly TimeSpan EndBound = TimeSpan.FromSeconds(5), EndBoundEach = TimeSpan.FromMilliseconds(5);

    private readonly SweepMembers _members;
    private readonly SignalLog _log;
    private readonly TimeProvider _time;
    private readonly HashSet<ProcessId> _tops;
    private CgroupFreezer? _frozen;

    public Sweep(SweepStep step, TreeSample snapshot, SignalLog log, TimeProvider time)
    {
        _members = new SweepMembers(step, snapshot);
        _log = log;
        _time = time;
        _tops = [.. step.Roots];
    }

    /// <summary>Whether processes still came and went below the target when the time to chase them was over.</summary>
    public bool HasRunaway { get; private set; }

    /// <summary>Ends all, in bounded time.</summary>
    /// <param name="patience">How long they may end by themselves first.</param>
    /// <returns>Those that were not proven gone.</returns>
    public List<Victim> Run(TimeSpan patience)
    {
        using var urgency = Urgency.Take();
        _members.Gather();
        _members.Hold();
        if (_members.All.Count == 0 || EndWait.Remaining([.. _members.All], patience, _time).Count == 0)
            return [];

        _log.Begin();
        var isStill = Freeze();
        foreach (var victim in _members.LeavesFirst.Where(v => !_tops.Contains(v.Id)))
            Kill(victim);

        // As long as its top is there, the installer starts nothing new, and whoever turns up is one of them.
        HasRunaway = !isStill && !Chase(Kill);
        foreach (var top in _members.LeavesFirst.Where(v => _tops.Contains(v.Id)))
            Kill(top);

        Thaw();
        return EndWait.Remaining(_members.LeavesFirst, EndBound + (EndBoundEach * _members.All.Count), _time);
    }

    /// <summary>Lets go on what was stopped and is not to die after all, as when the kill broke off in the middle.</summary>
    public void Dispose()
    {
        Thaw();
        foreach (var victim in _members.All.Where(v => v.IsStopped))
            _log.Send(victim, SignalNames.Continue);
        _members.Dispose();
    }

    private void Thaw()
    {
        _frozen?.Dispose();
        _frozen = null;
    }

    // True when nobody can turn up any more. A stop that was sent is enough: fork(2) does not come back with a child while a signal is pending.
    private bool Freeze()
    {
        _frozen = CgroupFreezer.TryFreezeExactly(_members.All, _time);
        if (_frozen is not null && _members.Gather())
            return true;

        var order = _members.LeavesFirst;
        for (var i = order.Count - 1; i >= 0; i--)
            Stop(order[i]);
        if (_members.Gather(Stop) || Chase(Stop))
            return true;

        // It forks faster than it can be stopped one by one. Its scope as a whole cannot.
        _frozen ??= CgroupFreezer.TryFreezeScope(order[^1].Id.Pid, _time);
        return _frozen is not null && Chase(Stop);
    }

    // A runaway that forks and exits may slip through one look, hardly through three in a row.
    private bool Chase(Action<Victim> found)
    {
        var began = _time.GetTimestamp();
        for (var still = 0; still < 3;)
        {
            still = _members.Gather(found) ? still + 1 : 0;
            if (still < 3 && _time.GetElapsedTime(began) > ChaseBound)
                return false;
        }

        return true;
    }

    // Noted before it is done: one SIGCONT too many does no harm, one too few does.
    private void Stop(Victim victim)
    {
        victim.IsStopped = true;
        _log.Send(victim, SignalNames.Stop);
    }

    private void Kill(Victim victim)
    {
        if (_log.Send(victim, SignalNames.Kill))
            victim.IsStopped = false;
    }
}
