using KuPkg.Policy.Gates;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Zombies;

/// <summary>What may be done about a finding, and why or why not.</summary>
/// <param name="Unit">The unit or executable that it is about; empty: none.</param>
/// <param name="IsAllowed">Whether it may be done.</param>
/// <param name="Why">Because of what, in words.</param>
public sealed record CleanDecision(string Unit, bool IsAllowed, string Why);

/// <summary>Decides what <c>kupkg zombies --clean</c> does beyond a nudge: nothing that the settings do not name. Pure.</summary>
public static class CleanPolicy
{
    /// <summary>A unit is restarted so often at most.</summary>
    public static readonly TimeSpan RestartEvery = TimeSpan.FromHours(1);

    /// <summary>Whether the service of a parent that kept its defunct children in spite of a nudge is restarted.</summary>
    /// <param name="group">The parent, with the children that are left.</param>
    /// <param name="unit">The state of its unit; null: not known.</param>
    /// <param name="settings">The host's settings.</param>
    /// <param name="lastRestart">When that unit was restarted last, by the history; null: not within the hour.</param>
    /// <param name="nowTicks">Now, in clock ticks since boot.</param>
    /// <param name="ownUnit">The unit that this program runs in; empty: none.</param>
    public static CleanDecision Restart(DefunctGroup group, UnitState? unit, ZombieSettings settings, DateTimeOffset? lastRestart, long nowTicks, string ownUnit)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(settings);
        CleanDecision No(string why) => new(group.Unit, false, why);
        if (!UnitName.IsService(group.Unit))
            return No(group.MayBeNudged ? $"{group.Parent!.Words} is in no service" : group.Remark);
        if (!Names(settings.Restart, group.Unit))
            return No($"zombies.restart does not name {group.Unit}");
        if (NeverRestarted.Of(group.Unit, ownUnit) is { } never)
            return No($"{group.Unit} is never restarted: {never.Why}");
        if (unit is not { IsActive: true, IsMasked: false })
            return No($"{group.Unit} is {unit?.Words ?? "not known to systemd"}: what is not running is not started");
        var oldest = TimeSpan.FromSeconds((nowTicks - group.Zombies[0].Id.StartTicks) / ProcessId.TicksPerSecond);
        if (oldest < settings.After)
            return No($"its oldest defunct child was started {Text(oldest)} ago, and zombies.after is {Text(settings.After)}");
        return lastRestart is { } at ? No($"it was restarted less than {Text(RestartEvery)} ago, at {at.UtcDateTime:HH:mm} UTC") : new CleanDecision(group.Unit, true, $"{group.Words}, the oldest started {Text(oldest)} ago; a nudge did not help");
    }

    /// <summary>Whether an old instance is ended.</summary>
    /// <param name="old">Which.</param>
    /// <param name="settings">The host's settings.</param>
    /// <param name="priority">The host's priority.</param>
    /// <param name="ownUnit">The unit that this program runs in; empty: none.</param>
    public static CleanDecision End(OldInstance old, ZombieSettings settings, Priority priority, string ownUnit)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(settings);
        var (process, unit) = (old.Process, old.Process.Unit);
        var isService = UnitName.IsService(unit);
        CleanDecision No(string why) => new(unit.Length > 0 ? unit : process.Executable, false, why);
        if (!settings.Kill.Contains(process.Executable) && !(unit.Length > 0 && Names(settings.Kill.Where(static k => !k.StartsWith('/')), unit)))
            return No($"zombies.kill names neither {process.Executable}{(unit.Length > 0 ? $" nor {unit}" : "")}");
        if (isService && NeverRestarted.Of(unit, ownUnit) is { } never)
            return No($"it is in {unit}: {never.Why}");
        return priority == Priority.Critical ? No("priority is \"critical\": a person ends it") : new CleanDecision(isService ? unit : process.Executable, true, $"{process.Words} is an old instance: {old.Why}");
    }

    private static bool Names(IEnumerable<string> globs, string unit) =>
        globs.Any(g => PackageGlob.Matches(g, unit) || PackageGlob.Matches(g, UnitName.Bare(unit)));

    private static string Text(TimeSpan span) =>
        span < TimeSpan.FromMinutes(1) ? $"{span.TotalSeconds:0} s" : span < TimeSpan.FromHours(2) ? $"{span.TotalMinutes:0} min" : span < TimeSpan.FromDays(2) ? $"{span.TotalHours:0} h" : $"{span.TotalDays:0} days";
}
