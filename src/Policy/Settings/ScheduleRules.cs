namespace KuPkg.Policy.Settings;

/// <summary>What can be wrong with a schedule although each of its values could be read. Pure.</summary>
public static class ScheduleRules
{
    /// <summary>Every mistake, each with the key it is about; empty when the schedule can be used.</summary>
    public static IReadOnlyList<SettingMistake> Mistakes(ScheduleSettings schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var mistakes = new List<SettingMistake>();
        if (schedule.Every < ScheduleSettings.LeastEvery || schedule.Every > ScheduleSettings.MostEvery)
            mistakes.Add(new("schedule.every", "a period is at least 15m (the ticks come no closer) and at most 365d"));
        if (schedule.Jitter is { } jitter && (jitter.Most < TimeSpan.Zero || jitter.Most > schedule.Every))
            mistakes.Add(new("schedule.jitter", "the jitter moves a run within its period, so it is at most schedule.every; 0s is none"));
        if (schedule.Zone is { } zone && string.IsNullOrWhiteSpace(zone))
            mistakes.Add(new("schedule.zone", "a zone is an IANA name, such as \"Europe/Berlin\"; leave the key out for the host's own"));
        if (schedule.StaleAfter < schedule.Every)
            mistakes.Add(new("schedule.stale_after", "shorter than schedule.every, so that the host would be stale between two good runs; give at least that"));
        return mistakes;
    }
}

/// <summary>A value that can be read and cannot be used.</summary>
/// <param name="Key">As in the configuration file, such as <c>schedule.every</c>.</param>
/// <param name="Text">Why, and what would be right.</param>
public sealed record SettingMistake(string Key, string Text);
