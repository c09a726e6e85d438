using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Gates;

/// <summary>What is to be done next while a service goes from its old instance to its new one. Pure.</summary>
public static class SettlePolicy
{
    /// <summary>Something that forks anew as often as it is ended is not ended for ever.</summary>
    public const int MostEndings = 5;

    /// <summary>The longest start limit that is waited for.</summary>
    public static readonly TimeSpan LongestStartLimit = TimeSpan.FromMinutes(1);

    // What is down at the first look may only be between two states.
    private static readonly TimeSpan Blink = TimeSpan.FromMilliseconds(300);

    // A process that was just started may still be the one before it, on its way to execute the new file.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    /// <summary>The next step.</summary>
    /// <param name="service">The service.</param>
    /// <param name="now">What is seen.</param>
    /// <param name="findings">What stands between it and being new.</param>
    /// <param name="state">How far it is.</param>
    public static SettleStep Next(TouchedService service, ServiceLook now, IReadOnlyList<RenewalFinding> findings, SettleState state)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(state);
        var contract = service.Contract;
        if (findings.FirstOrDefault(static f => f.Kind == FindingKind.Stray) is { } strays && MayEndStrays(service))
        {
            return state.Endings < MostEndings
                ? new SettleStep.End(strays.Processes, $"its contract says strays = \"kill\": {strays.Words}")
                : new SettleStep.GiveUp($"{strays.Words}; they were ended {MostEndings} times and came again", IsFinal: true);
        }

        var open = findings.Where(static f => f.Kind != FindingKind.Stray).ToList();
        if (open.Count == 0)
            return new SettleStep.Settled();
        if (open.Exists(static f => f.Kind == FindingKind.NotRunning) && WhenDown(contract, service, now, open, state) is { } step)
            return step;
        if (open.Find(static f => f.Kind == FindingKind.OldInstance) is { } same && now.Unit is { IsActive: true } && state.Elapsed > Settled && same.Processes.All(p => p.Id.StartTicks > state.RestartedAtTicks))
            return new SettleStep.GiveUp($"{same.Words}, also after a restart", IsFinal: true);
        if (state.Elapsed > contract.StopWithin && state.Endings < MostEndings && open.Find(static f => f.Kind == FindingKind.OldInstance) is { } old && Overdue(service, now, old) is { Count: > 0 } overdue)
            return new SettleStep.End(overdue, $"it had {contract.StopWithin.TotalSeconds:0.#} s to end and did not");

        return state.Elapsed > contract.Patience + contract.StopWithin ? new SettleStep.GiveUp(Words(open), IsFinal: false) : new SettleStep.Wait();
    }

    /// <summary>Whether old instances outside the unit's main one may be ended.</summary>
    public static bool MayEndStrays(TouchedService service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return service.IsWritten && service.Contract is { Strays: Strays.Kill, Priority: Priority.Normal };
    }

    /// <summary>Whether it is restarted by signals to its instances, and not by its supervisor.</summary>
    /// <remarks>Of what is critical nothing is ended without a person, and a defunct main process cannot be: its supervisor stops both as it always does.</remarks>
    public static bool IsRestartedByKill(TouchedService service, ServiceLook now)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(now);
        return service is { IsWritten: true, Contract: { Restart: RestartWay.Kill, Priority: Priority.Normal } } && (now.Main is not { IsDefunct: true } || MayEndStrays(service));
    }

    /// <summary>The instances that are ended to restart it so: the main one. Only where strays are worth nothing, and the main process is defunct, all that is left of the unit.</summary>
    public static IReadOnlyList<ServiceProcess> InstancesToRestart(TouchedService service, ServiceLook now)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(now);
        return now.Main is { IsDefunct: false } main ? [main] : MayEndStrays(service) ? [.. now.Processes.Where(static p => p.Home == ProcessHome.OwnUnit && !p.IsDefunct)] : [];
    }

    private static SettleStep? WhenDown(ServiceContract contract, TouchedService service, ServiceLook now, List<RenewalFinding> open, SettleState state)
    {
        if (now.Unit is { IsStartLimitHit: true } limited)
        {
            return state.HasMetStartLimit || (!contract.IsStartLimitReset && limited.StartLimitInterval > LongestStartLimit)
                ? new SettleStep.GiveUp($"{limited.Name} was started too often and systemd refuses (start limit); after mending it: systemctl reset-failed {limited.Name}", IsFinal: true)
                : new SettleStep.MeetStartLimit(contract.IsStartLimitReset ? TimeSpan.Zero : limited.StartLimitInterval);
        }

        // Nobody starts it again by himself: a unit without Restart= stays down after a kill, and counts as failed when that was a SIGKILL.
        var isDown = now.Unit is null or { ActiveState: "inactive" or "" } || (state.Endings > 0 && now.Unit is { IsFailed: true, Restart: "no" });
        if (isDown && !state.HasStarted && state.Elapsed > Blink && contract.Restart != RestartWay.None && service.Treatment == Treatment.Restart && contract.Supervisor != Supervisor.None)
            return new SettleStep.Start();
        var isOnItsWay = now.Unit is { ActiveState: "deactivating" } || (isDown && state.HasStarted && state.Elapsed < contract.Patience) || state.Elapsed < Blink;
        return isOnItsWay ? null : new SettleStep.GiveUp(Words(open), IsFinal: false);
    }

    // A written contract has the last word on how long ending may take; without one systemd has, and nothing is killed. What is told of and not ended as a stray is not ended as part of the rest either.
    private static List<ServiceProcess> Overdue(TouchedService service, ServiceLook now, RenewalFinding old) =>
        !(service is { IsWritten: true, Treatment: Treatment.Restart } && service.Contract is { Restart: not RestartWay.None, Priority: Priority.Normal } && now.Unit is null or { ActiveState: "deactivating" }) ? []
        : MayEndStrays(service) ? [.. old.Processes, .. now.Processes.Where(p => p.Home == ProcessHome.OwnUnit && !p.IsDefunct && !old.Processes.Contains(p))]
        : [.. old.Processes.Where(p => IsMainForSure(service, now, p))];

    // Where nobody names the main process the oldest stands for it, which may be a session that outlived the daemon: only the daemon holds what the checks connect to.
    private static bool IsMainForSure(TouchedService service, ServiceLook now, ServiceProcess process) => now.Unit is { } unit
        ? unit.MainPid == process.Id.Pid
        : Renewal.LocalAddresses(service.Contract).Any(a => process.Listens.Any(l => ListenAddress.Serves(l, a)));

    private static string Words(IEnumerable<RenewalFinding> findings) => string.Join("; ", findings.Select(static f => f.Words));
}
