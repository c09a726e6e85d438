using KuPkg.Agent.Kill;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Contracts;

/// <summary>
/// Ends instances of a service whose written contract says so: asked first, then killed, by pidfd. Nobody but those that are named is signalled: what stands below one of them may be a person's
/// session or another service's work, and is judged for itself at the next look. Thread-safe.
/// </summary>
internal sealed class InstanceEnder(IKiller killer)
{
    private static readonly TimeSpan KillGrace = TimeSpan.FromSeconds(2);

    /// <summary>Ends them; takes <paramref name="stopWithin"/> and two seconds at most.</summary>
    /// <param name="service">Whose they are.</param>
    /// <param name="victims">Which.</param>
    /// <param name="stopWithin">How long they may take to end after SIGTERM; null: they are not asked.</param>
    /// <param name="why">In words.</param>
    public Task<KillReport> EndAsync(string service, IReadOnlyList<ServiceProcess> victims, TimeSpan? stopWithin, string why)
    {
        var ids = victims.Select(static v => v.Id).ToList();
        KillStep[] asked = stopWithin is { } grace ? [new SignalStep(SignalNames.Terminate, ids, grace)] : [];
        var plan = new KillPlan(service, null, null, why, [.. asked, new SignalStep(SignalNames.Kill, ids, KillGrace)]);
        return killer.CarryOutAsync(plan, Snapshot(victims), outputPath: null, managerLog: null);
    }

    private static TreeSample Snapshot(IReadOnlyList<ServiceProcess> victims) => new()
    {
        At = TimeSpan.Zero,
        HasOwnSession = false,
        Processes = [.. victims.Select(static v => new ProcessSample { Id = v.Id, ParentPid = v.ParentPid, Session = v.Session, Name = v.Name, Command = v.Executable, State = v.State })],
    };
}
