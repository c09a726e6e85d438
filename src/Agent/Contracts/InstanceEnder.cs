using KuPkg.Agent.Kill;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Contracts;

/// <summary>Ends instances of a service whose written contract says so: asked first, then killed with what stands below them, by pidfd. Thread-safe.</summary>
internal sealed class InstanceEnder(IKiller killer)
{
    /// <summary>Ends them.</summary>
    /// <param name="service">Whose they are.</param>
    /// <param name="victims">Which.</param>
    /// <param name="look">The look that showed them. What of it stands in a login session, a container or another service is spared, also below a victim.</param>
    /// <param name="stopWithin">How long they may take to end after SIGTERM; null: they are not asked.</param>
    /// <param name="why">In words.</param>
    public Task<KillReport> EndAsync(string service, IReadOnlyList<ServiceProcess> victims, ServiceLook look, TimeSpan? stopWithin, string why)
    {
        var ids = victims.Select(static v => v.Id).ToList();
        var spared = look.Processes.Where(static p => p.Home is not (ProcessHome.OwnUnit or ProcessHome.Stray)).Select(static p => p.Id).ToList();
        KillStep[] asked = stopWithin is { } grace ? [new SignalStep(SignalNames.Terminate, ids, grace)] : [];
        var plan = new KillPlan(service, null, null, why, [.. asked, new SweepStep(ids, ids, spared)]);
        return killer.CarryOutAsync(plan, Snapshot(victims), outputPath: null, managerLog: null);
    }

    // The session is the service's, not a job's: whom it orphaned is told by what it runs, not by its session.
    private static TreeSample Snapshot(IReadOnlyList<ServiceProcess> victims) => new()
    {
        At = TimeSpan.Zero,
        HasOwnSession = false,
        Processes = [.. victims.Select(static v => new ProcessSample { Id = v.Id, ParentPid = v.ParentPid, Session = v.Session, Name = v.Name, Command = v.Executable, State = v.State })],
    };
}
