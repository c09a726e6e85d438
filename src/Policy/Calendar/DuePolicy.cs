using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Calendar;

/// <summary>Whether a tick is due, and if not, when.</summary>
public static class DuePolicy
{
    /// <summary>The instant from which the next run may begin.</summary>
    /// <param name="settings">The period.</param>
    /// <param name="lastStart">When the last run began; null: never.</param>
    /// <param name="now">The host's clock.</param>
    /// <returns>An instant not after <paramref name="now"/> when a run is due. A last start in the future (the clock was set back) counts as none.</returns>
    public static DateTimeOffset NextDue(ScheduleSettings settings, DateTimeOffset? lastStart, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return lastStart is { } last && last <= now ? last + settings.Every : now;
    }
}
