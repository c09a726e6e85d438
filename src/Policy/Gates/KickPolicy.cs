using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Gates;

/// <summary>
/// What <c>kupkg check --kick</c> does about a service: starts what should run and does not, restarts what runs and does not answer, and leaves alone what somebody wants so, what may still come
/// up, and what was kicked in vain a short while ago. Pure.
/// </summary>
public static class KickPolicy
{
    // So many starts by systemd itself, and still not up for as long as its checks allow: it will not come up by itself.
    private const int CrashLoop = 3;

    /// <summary>The decision.</summary>
    public static KickDecision Decide(KickFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Hold is { } hold)
            return new KickDecision.LeftAlone(hold.Length > 0 ? $"held: {hold}" : "held", IsIll: false);
        if (facts.IsLocked)
            return new KickDecision.LeftAlone("a run that upgrades it, or another kick, is at it", IsIll: false);
        if (Illness(facts) is not { Length: > 0 } ill)
            return new KickDecision.Healthy();
        if (Wanted(facts) is { } wanted)
            return new KickDecision.LeftAlone(wanted, IsIll: false);
        var wish = Forbidden(facts) is { } forbidden ? new KickDecision.ReportOnly($"{ill}; {forbidden}") : IsRunning(facts) ? WhenRunning(facts, ill) : WhenDown(facts, ill);
        return wish switch
        {
            KickDecision.Start or KickDecision.Restart when KickBackoff.Until(facts.Kicks, facts.Now) is { } until =>
                new KickDecision.LeftAlone($"{ill}; it was kicked in vain, and is again from {Minute(until)} on", IsIll: true),
            KickDecision.ReportOnly told when KickBackoff.Until(facts.Reports, facts.Now) is { } until =>
                new KickDecision.LeftAlone($"{told.Why} (told; told again from {Minute(until)} on)", IsIll: true),
            _ => wish,
        };
    }

    /// <summary>Whether a check shows that a service works, and not only that it would start.</summary>
    public static bool IsProof(ServiceCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return check.At != CheckTime.Before;
    }

    // In words; empty: it is well.
    private static string Illness(KickFacts facts)
    {
        var failed = facts.Checks.Where(static c => !c.IsPassed).ToList();
        if (failed.Count > 0)
            return string.Join("; ", failed.Select(static c => $"{c.Check.Words}: {c.Words}"));
        return facts.Contract.Checks.Any(IsProof) || facts.Checks.Any(static c => IsProof(c.Check)) || IsRunning(facts) ? "" : "it does not run";
    }

    private static bool IsRunning(KickFacts facts) =>
        facts.Look.Unit is { } unit ? unit.IsActive || unit.IsStarting
        : facts.Contract.Executable is not null ? facts.Look.Processes.Any(static p => !p.IsDefunct && p.Home is ProcessHome.OwnUnit or ProcessHome.Stray)
        // A restart starts what does not run, where nothing says which it is.
        : facts.Standing is { IsRunning: not false };

    // As somebody wants it, or on its way.
    private static string? Wanted(KickFacts facts)
    {
        if (facts.Standing is { Obstacle.Length: > 0 } standing && !IsRunning(facts))
            return standing.Obstacle;
        if (facts.Look.Unit is { } unit && DeliberateStop.Of(unit) is { } stop)
            return stop;
        if (facts.Look.Unit is { IsQueued: true, IsActive: false, IsStarting: false })
            return "a job of systemd is at it";
        return Age(facts.Look) is { } age && age < facts.Contract.Patience && !IsCrashLoop(facts.Look.Unit) ? $"it was started {Seconds(age)} ago and has {Seconds(facts.Contract.Patience)}" : null;
    }

    private static string? Forbidden(KickFacts facts)
    {
        var contract = facts.Contract;
        if (NeverRestarted.Of(TouchPolicy.UnitOf(contract), facts.OwnUnit) is { } never)
            return never.Why;
        if (contract.Restart == RestartWay.None)
            return "its contract says restart = \"none\"";
        if (contract.Supervisor == Supervisor.None)
            return "its contract says supervisor = \"none\": nobody starts it";
        if (contract.Supervisor == Supervisor.Systemd && facts.Look.Unit is not { IsLoaded: true })
            return facts.Look.Unit is { } unit ? $"{unit.Name} is {unit.LoadState}" : "systemd does not run here";
        return facts.Checks.Any(static c => !c.IsPassed) && facts.Checks.All(static c => c.IsPassed || !IsProof(c.Check)) && IsRunning(facts) ? "it runs, and would not come up again" : null;
    }

    private static KickDecision WhenDown(KickFacts facts, string ill)
    {
        if (facts.Look.Unit is not { } unit)
            return new KickDecision.Start(ill, IsLimitReset: false);
        var why = $"{unit.Name} is {unit.Words}{(unit.Result is "" or "success" ? "" : $", {unit.Result}")}";
        // Of a service that crashes, systemd shows the crash and not that it gave up: it would have been started again otherwise.
        var isGivenUp = unit.IsFailed && (unit.IsStartLimitHit || unit.Restart is not ("" or "no"));
        if (!isGivenUp || unit.StartLimitInterval <= TimeSpan.Zero)
            return new KickDecision.Start(why, IsLimitReset: false);
        if (facts.Contract.IsStartLimitReset)
            return new KickDecision.Start(why, IsLimitReset: true);
        if (unit.StartLimitInterval == TimeSpan.MaxValue)
            return new KickDecision.ReportOnly($"{why}; its start limit knows no end; after mending it: systemctl reset-failed {unit.Name}");
        return unit.ChangedAt is { } since && since + unit.StartLimitInterval - Uptime(facts.Look) is var left && left > TimeSpan.Zero
            ? new KickDecision.LeftAlone($"{why}; its start limit is over in {Seconds(left)}", IsIll: true)
            : new KickDecision.Start(why, IsLimitReset: false);
    }

    private static KickDecision WhenRunning(KickFacts facts, string ill)
    {
        var contract = facts.Contract;
        if (contract.Priority == Priority.Critical)
            return new KickDecision.ReportOnly($"{ill}; its contract says priority = \"critical\": a person decides");
        if (facts.Look.Unit is not { } unit || !IsCrashLoop(facts.Look.Unit) || Age(facts.Look) >= contract.Patience)
            return new KickDecision.Restart(ill);
        // What a stray holds the new one cannot have, however often it is started.
        return contract.Strays == Strays.Kill && facts.Look.Processes.FirstOrDefault(static p => !p.IsDefunct && (p.Home == ProcessHome.Stray || (p.Home == ProcessHome.OwnUnit && p.Listens.Count > 0))) is { } stray
            ? new KickDecision.Restart($"{ill}; systemd starts it again and again, and {stray.Words} stands in its way")
            : new KickDecision.ReportOnly($"{ill}; systemd starts it again and again ({unit.Restarts} times), and it does not come up");
    }

    private static bool IsCrashLoop(UnitState? unit) => unit is { Restarts: >= CrashLoop };

    // How long it has had to come up; null: it does not run.
    private static TimeSpan? Age(ServiceLook look) =>
        look.Main is { IsDefunct: false } main && look.Unit is not { MainPid: 0, IsStarting: true } ? TimeSpan.FromSeconds((look.AtTicks - main.Id.StartTicks) / ProcessId.TicksPerSecond)
        : look.Unit is { IsStarting: true, ChangedAt: { } since } ? Uptime(look) - since : null;

    private static TimeSpan Uptime(ServiceLook look) => TimeSpan.FromSeconds(look.AtTicks / ProcessId.TicksPerSecond);

    private static string Minute(DateTimeOffset at) => $"{at.ToUniversalTime():yyyy-MM-dd HH:mm} UTC";

    private static string Seconds(TimeSpan span) => $"{Math.Max(0, span.TotalSeconds):0} s";
}
