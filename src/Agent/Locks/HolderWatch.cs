using KuPkg.Agent.Shell;
using KuPkg.Agent.Watch;
using KuPkg.Agent.Watch.Elsewhere;
using KuPkg.Agent.Watch.Sampling;
using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Locks;

/// <summary>
/// The watch of a holder's tree, from its topmost process down: the same samples and the same judge as for a job of our own, and work done for it elsewhere counts as well.
/// No byte floor: how fast another's download must be is not ours to say. Ends nothing. Not thread-safe.
/// </summary>
internal sealed class HolderWatch : IDisposable
{
    private readonly AdoptedChild _child;
    private readonly ISampler _sampler;
    private readonly WatchLimits _limits;
    private readonly RoleOf _roles;
    private JudgeState _state = JudgeState.Start;

    private HolderWatch(AdoptedChild child, ISampler sampler, WatchLimits limits, RoleOf roles)
    {
        _child = child;
        _sampler = sampler;
        _limits = limits;
        _roles = roles;
    }

    /// <summary>When the next look is due.</summary>
    public TimeSpan Interval => _sampler.Interval;

    /// <summary>How long nothing in it has moved, as of the last look.</summary>
    public TimeSpan SilentFor => _state.SilentFor;

    /// <summary>Begins it.</summary>
    /// <param name="top">The holder's topmost process.</param>
    /// <param name="hungAfter">The quiet limit.</param>
    /// <param name="spin">CPU without effect for so long is called spinning, which is only reported.</param>
    /// <param name="roles">Tells the role of each process.</param>
    /// <param name="outside">Finds work done for it elsewhere.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Null when the process is gone.</returns>
    public static HolderWatch? TryBegin(ProcessId top, TimeSpan hungAfter, TimeSpan spin, RoleOf roles, IOutsideWork outside, TimeProvider time)
    {
        if (AdoptedChild.TryAdopt(top, session: null, scope: null, time) is not { } child)
            return null;
        var limits = new WatchLimits { Phase = Phase.Install, Quiet = hungAfter, Spin = spin, Budget = TimeSpan.MaxValue, IsAttended = true };
        var job = new Job { Name = "locks", Child = child, Limits = limits, OutputPaths = [], Roles = roles };
        return new HolderWatch(child, new Sampler(job, outside, time), limits, roles);
    }

    /// <summary>Samples and judges. The sample has no process when the holder is gone.</summary>
    public (TreeSample Sample, Verdict Verdict) Look()
    {
        var sample = _sampler.Sample();
        (_state, var verdict) = Judge.Next(_state, sample, _limits, _roles);
        return (sample, verdict);
    }

    /// <summary>Patience begins anew, as after a signal.</summary>
    public void Afresh() => _state = _state.Afresh();

    public void Dispose() => _child.Dispose();
}
