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
        if (open.Find(static f => f.Kind == FindingKind.OldInstance) is { } old && state.Elapsed > contract.StopWithin && IsEndingItself(service, now) && state.Endings < MostEndings)
        {
            var rest = now.Processes.Where(p => p.Home == ProcessHome.OwnUnit && !old.Processes.Contains(p));
            return new SettleStep.End([.. old.Processes, .. rest], $"it had {contract.StopWithin.TotalSeconds:0.#} s to end and did not");
        }

        return state.Elapsed > contract.Patience + contract.StopWithin ? new SettleStep.GiveUp(Words(open), IsFinal: false) : new SettleStep.Wait();
    }

    /// <summary>Whether old instances outside the unit's main one may be ended.</summary>
    public static bool MayEndStrays(TouchedService service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return service.IsWritten && service.Contract is { Strays: Strays.Kill, Priority: Priority.Normal };
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

    // A written contract has the last word on how long ending may take; without one systemd has, and nothing is killed.
    private static bool IsEndingItself(TouchedService service, ServiceLook now) =>
        service is { IsWritten: true, Treatment: Treatment.Restart } && service.Contract is { Restart: not RestartWay.None, Priority: Priority.Normal } && now.Unit is null or { ActiveState: "deactivating" };

    private static string Words(IEnumerable<RenewalFinding> findings) => string.Join("; ", findings.Select(static f => f.Words));
}

/// <summary>How far a service is on its way.</summary>
/// <param name="Elapsed">Since it was restarted, or since it is waited for.</param>
/// <param name="Endings">How often instances of it were ended.</param>
/// <param name="HasStarted">Whether it was started because it was down.</param>
/// <param name="HasMetStartLimit">Whether a start limit was met already.</param>
public sealed record SettleState(TimeSpan Elapsed, int Endings, bool HasStarted, bool HasMetStartLimit)
{
    /// <summary>When it was restarted, in clock ticks since boot; null: it was not.</summary>
    public long? RestartedAtTicks { get; init; }
}

/// <summary>What is to be done next.</summary>
public abstract record SettleStep
{
    /// <summary>It is new and alone, but for strays that are left on purpose.</summary>
    public sealed record Settled : SettleStep;

    /// <summary>Look again.</summary>
    public sealed record Wait : SettleStep;

    /// <summary>Start it.</summary>
    public sealed record Start : SettleStep;

    /// <summary>End processes of it.</summary>
    /// <param name="Processes">Which.</param>
    /// <param name="Why">In words.</param>
    public sealed record End(IReadOnlyList<ServiceProcess> Processes, string Why) : SettleStep;

    /// <summary>systemd refuses to start it for a while.</summary>
    /// <param name="After">How long that is waited for; zero: its count is set back.</param>
    public sealed record MeetStartLimit(TimeSpan After) : SettleStep;

    /// <summary>It does not become new.</summary>
    /// <param name="Why">In words.</param>
    /// <param name="IsFinal">Whether another restart would change nothing.</param>
    public sealed record GiveUp(string Why, bool IsFinal) : SettleStep;
}
