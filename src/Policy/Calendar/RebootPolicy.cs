using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Calendar;

/// <summary>Whether a host is rebooted now. A need that a reboot did not end is not answered by another one: such a host would reboot for ever.</summary>
public static class RebootPolicy
{
    /// <summary>So long a need that outlived a reboot is left to a person.</summary>
    public static readonly TimeSpan LoopGuard = TimeSpan.FromDays(1);

    /// <summary>So long a reboot that was asked for may take to begin before it is asked for again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>Decides.</summary>
    public static RebootDecision Decide(RebootFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.NeededFor is null || !facts.Settings.IsWhenNeeded)
            return new RebootDecision.No("");
        if (!facts.IsSound)
            return new RebootDecision.No("not by itself: a person is needed first, as a host whose packages are broken may not come up again");
        if (facts.Last is { } last && last.BootId == facts.BootId && facts.Now - last.At < Patience)
            return new RebootDecision.No("asked for, and about to happen");
        if (facts.Last is { } earlier && earlier.BootId != facts.BootId && facts.Now - earlier.At < LoopGuard)
            return new RebootDecision.No("not by itself: the reboot before did not end the need");
        var opening = new InstallWindows(facts.Settings.Windows, facts.Zone).From(facts.Now).First();
        return opening.Contains(facts.Now) ? new RebootDecision.Now(facts.NeededFor) : new RebootDecision.Later(opening.Opens);
    }
}

/// <summary>What the decision rests on.</summary>
public sealed record RebootFacts
{
    /// <summary>Whether, and when.</summary>
    public required RebootSettings Settings { get; init; }

    /// <summary>The zone of the windows.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>For what a reboot is needed; null: it is not.</summary>
    public required string? NeededFor { get; init; }

    /// <summary>The host's clock.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>This boot.</summary>
    public required string BootId { get; init; }

    /// <summary>The newest reboot that KuPkg asked for; null: none.</summary>
    public PastReboot? Last { get; init; }

    /// <summary>Whether no person is needed for its packages.</summary>
    public required bool IsSound { get; init; }
}

/// <summary>A reboot that KuPkg asked for.</summary>
/// <param name="At">When.</param>
/// <param name="BootId">In which boot.</param>
/// <param name="For">For what.</param>
public sealed record PastReboot(DateTimeOffset At, string BootId, string For);

/// <summary>Whether, and when.</summary>
public abstract record RebootDecision
{
    private RebootDecision()
    {
    }

    /// <summary>Not by KuPkg.</summary>
    /// <param name="Why">In words; empty: it is not needed, or not wished for.</param>
    public sealed record No(string Why) : RebootDecision;

    /// <summary>When the window opens.</summary>
    public sealed record Later(DateTimeOffset From) : RebootDecision;

    /// <summary>Now.</summary>
    public sealed record Now(string For) : RebootDecision;
}
