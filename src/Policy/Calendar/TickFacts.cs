using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Calendar;

/// <summary>All that the decision on a tick rests on.</summary>
public sealed record TickFacts
{
    /// <summary>The schedule.</summary>
    public required ScheduleSettings Schedule { get; init; }

    /// <summary>The zone that <see cref="ScheduleSettings.Zone"/> names, or the host's.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The host's place.</summary>
    public required HostPlace Place { get; init; }

    /// <summary>The host's clock.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>
    /// Since when the host could have run: its boot, or later, when its configuration came or came back (a fleet that is taken in at once is like one that
    /// boots at once). The boot is to be taken as <see cref="Now"/> less the uptime, so that it moves with a clock that is set. In the future: not known.
    /// </summary>
    public required DateTimeOffset UpSince { get; init; }

    /// <summary>The newest run that has ended, in whichever way; null: none yet.</summary>
    public EndedRun? Newest { get; init; }

    /// <summary>When the newest run began that refreshed and was done, whether or not it was allowed to install; null: none.</summary>
    public DateTimeOffset? LastPrepared { get; init; }

    /// <summary>When the newest run began that was allowed to install and was done, whether or not there was anything to install; null: none.</summary>
    public DateTimeOffset? LastInstalled { get; init; }

    /// <summary>What the newest runs have in common: failures, deferrals, and the host's breaker. Default: nothing failed.</summary>
    public RunStreak Streak { get; init; } = RunStreak.None;

    /// <summary>How long an install takes here, from the history; it is to end before its window does. From 0 to 7 days; default 0, which counts as 20 min.</summary>
    public TimeSpan ExpectedDuration { get; init; }

    /// <summary>Whether a run that was not allowed to install found something to install, and no run that was allowed to has been done since.</summary>
    public bool IsInstallWaiting { get; init; }
}
