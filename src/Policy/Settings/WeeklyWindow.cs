namespace KuPkg.Policy.Settings;

/// <summary>
/// A span of wall-clock time that comes back each week: it opens on each of <see cref="Days"/> at <see cref="OpensAt"/>, and belongs to the day on which
/// it opens, however far it reaches past midnight. <see cref="WindowText"/> reads and writes it.
/// </summary>
public sealed record WeeklyWindow
{
    /// <summary>The shortest window: 15 min, the distance of two ticks. In a shorter one no tick might fall.</summary>
    public static readonly TimeSpan LeastLength = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Makes a window.</summary>
    /// <param name="days">At least one.</param>
    /// <param name="opensAt">After midnight: from 0 to less than 24 h, in whole minutes.</param>
    /// <param name="length">In whole minutes, from 15 min to less than 24 h, or from midnight to midnight; of a window that opens on one day only, to the midnight
    /// before that day comes again, but for the whole week.</param>
    /// <exception cref="ArgumentOutOfRangeException">Something is outside of its range.</exception>
    public WeeklyWindow(WeekDays days, TimeSpan opensAt, TimeSpan length)
    {
        if (days is WeekDays.None || (days & ~WeekDays.All) != 0)
            throw new ArgumentOutOfRangeException(nameof(days), days, "a window needs a day of the week");
        if (opensAt < TimeSpan.Zero || opensAt >= Day || opensAt.Ticks % TimeSpan.TicksPerMinute != 0)
            throw new ArgumentOutOfRangeException(nameof(opensAt), opensAt, "a window opens at a minute from 00:00 to 23:59");
        if (length < LeastLength || length > Longest(days, opensAt) || length.Ticks % TimeSpan.TicksPerMinute != 0)
            throw new ArgumentOutOfRangeException(nameof(length), length, "a window lasts whole minutes, from 15 minutes to a day; one that opens once a week ends before that day comes again");
        Days = days;
        OpensAt = opensAt;
        Length = length;
    }

    /// <summary>The days on which it opens.</summary>
    public WeekDays Days { get; }

    /// <summary>The time of day at which it opens, on the wall clock.</summary>
    public TimeSpan OpensAt { get; }

    /// <summary>From opening to closing on the wall clock. What passes between the two is more or less on a day on which the clocks are changed.</summary>
    public TimeSpan Length { get; }

    /// <summary>As it is written in a configuration.</summary>
    public override string ToString() => WindowText.Format(this);

    private static TimeSpan Longest(WeekDays days, TimeSpan opensAt)
    {
        var isOneDay = (days & (days - 1)) == 0;
        var justLess = TimeSpan.FromMinutes(1);
        return (isOneDay, opensAt == TimeSpan.Zero) switch
        {
            (true, true) => (7 * Day) - justLess,
            (true, false) => (7 * Day) - opensAt,
            (false, true) => Day,
            _ => Day - justLess,
        };
    }
}
