using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Locks;

/// <summary>
/// Decides about one holder of a lock. What makes progress is waited for, up to <c>locks.wait</c>, and never touched; what hangs is treated by policy; what is no package
/// manager, or not in our pid namespace, is never signalled at all. Pure.
/// </summary>
public static class HolderPolicy
{
    /// <summary>What is done now.</summary>
    public static LockDecision Decide(Holder holder, HolderSeen seen, LockSettings settings, Priority priority)
    {
        ArgumentNullException.ThrowIfNull(holder);
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(settings);

        if (holder.Kind != HolderKind.Manager)
            return WaitOrGiveUp(holder, seen, settings, Untouchable(holder.Kind));

        var mode = ModeOf(holder, settings, priority);
        if (MayBeLetGoOn(holder, seen, settings, priority))
            return new LetGoOn("it is stopped and nobody sits at it: it gets one SIGCONT");

        // CPU without effect is work of a kind: a holder that spins is reported by its verdict, and waited for.
        if (seen.Verdict is not Stalled)
            return WaitOrGiveUp(holder, seen, settings, WordsOf(seen.Verdict));

        var hung = $"it hangs: nothing in it moved for {LockText.Time(settings.HungAfter)} (locks.hung_after)";
        return mode switch
        {
            HungHolder.Kill => new EndHung($"{hung}; {ReasonOf(holder, HungHolder.Kill, priority)}"),
            HungHolder.Wait => WaitOrGiveUp(holder, seen, settings, $"{hung}; {ReasonOf(holder, HungHolder.Wait, priority)}"),
            _ => new GiveUp($"{hung}; {ReasonOf(holder, HungHolder.Report, priority)}", ByHand(holder, seen)),
        };
    }

    /// <summary>
    /// What its tree is at, for the kill: without an installer or a script in it nothing is damaged by asking the manager itself to end.
    /// </summary>
    public static Phase PhaseOf(TreeSample tree, RoleOf roles)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(roles);
        return tree.Processes.Any(p => p.State is not ('Z' or 'X') && roles(p).Kind is RoleKind.Installer or RoleKind.Script) ? Phase.Install : Phase.Download;
    }

    /// <summary>What a person may type about a holder.</summary>
    public static string ByHand(Holder holder, HolderSeen seen)
    {
        ArgumentNullException.ThrowIfNull(holder);
        ArgumentNullException.ThrowIfNull(seen);
        return holder switch
        {
            { Kind: HolderKind.OutOfSight } => "fuser -v LOCK on the machine whose container this is",
            { Top: null } => "sudo kupkg locks",
            { Kind: HolderKind.Manager, IsInteractive: true } when seen.IsStopped => $"kill -CONT {holder.Top}, or end it where it was started",
            { Kind: HolderKind.Manager, IsInteractive: true } => $"answer or end it on {holder.Terminal ?? holder.Session}, or kupkg run --now --set locks.interactive=kill",
            { Kind: HolderKind.Manager } when seen.Verdict is Stalled => "kupkg run --now --set priority=normal --set locks.on_hung=kill",
            { Kind: HolderKind.Container } => $"cat /proc/{holder.Top}/cgroup says whose container it is: end it there",
            _ => $"ps -fp {holder.Top}",
        };
    }

    private static HungHolder ModeOf(Holder holder, LockSettings settings, Priority priority) =>
        priority == Priority.Critical ? HungHolder.Report : holder.IsInteractive ? settings.Interactive : settings.OnHung;

    // Silent for a few seconds, which the judge calls quiet: a stop that passes, as of a debugger's first moment, is let pass.
    private static bool MayBeLetGoOn(Holder holder, HolderSeen seen, LockSettings settings, Priority priority) =>
        seen is { IsStopped: true, WasLetGoOn: false, Verdict: Quiet or Stalled }
        && priority != Priority.Critical
        && (!holder.IsInteractive || settings.Interactive == HungHolder.Kill);

    private static LockDecision WaitOrGiveUp(Holder holder, HolderSeen seen, LockSettings settings, string why) =>
        seen.Waited < settings.Wait
            ? new KeepWaiting(why)
            : new GiveUp($"{why}; waited for {LockText.Time(settings.Wait)} (locks.wait)", ByHand(holder, seen));

    private static string WordsOf(Verdict? verdict) => verdict switch
    {
        null => "it was not looked at yet",
        Progressing or Slow => "it makes progress",
        Spinning => "it uses CPU to no visible effect, which may be work",
        Quiet { IsUninterruptible: true } => "it is in an uninterruptible sleep, which no signal ends",
        Quiet => "nothing in it moves, not yet for long enough",
        _ => $"it is {verdict.Name}",
    };

    private static string Untouchable(HolderKind kind) => kind switch
    {
        HolderKind.OwnRun => "KuPkg's own watch looks after it",
        HolderKind.Container => "it is in another pid namespace, and is never signalled from here",
        HolderKind.OutOfSight or HolderKind.Hidden => "it cannot be seen from here, so it is never signalled",
        _ => "it is no package manager that KuPkg knows, so it is never signalled",
    };

    private static string ReasonOf(Holder holder, HungHolder mode, Priority priority)
    {
        if (priority == Priority.Critical)
            return "priority = \"critical\", so a person decides";
        var key = holder.IsInteractive ? "locks.interactive" : "locks.on_hung";
        var at = holder.IsInteractive ? $"a person may sit at it ({holder.Terminal ?? holder.Session}), " : "";
        return $"{at}{key} = \"{mode switch { HungHolder.Kill => "kill", HungHolder.Wait => "wait", _ => "report" }}\"";
    }
}
