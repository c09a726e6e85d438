namespace KuPkg.Policy.Settings;

/// <summary><c>[schedule]</c>: when runs happen. <see cref="ScheduleRules"/> checks what can be wrong.</summary>
public sealed record ScheduleSettings
{
    /// <summary>The shortest period: that of the ticks, 15 min.</summary>
    public static readonly TimeSpan LeastEvery = TimeSpan.FromMinutes(15);

    /// <summary>The longest period: 365 days.</summary>
    public static readonly TimeSpan MostEvery = TimeSpan.FromDays(365);

    private static readonly TimeSpan UsualJitter = TimeSpan.FromHours(6);
    private static readonly TimeSpan UsualStaleAfter = TimeSpan.FromDays(3);

    /// <summary>
    /// The period. Default 12 h, from 15 min to 365 days. Periods are counted from 1970-01-01 00:00 UTC, so a fleet agrees on them: with 12 h they
    /// begin at 00:00 and 12:00 UTC, with 7 days on Thursdays.
    /// </summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(12);

    /// <summary>
    /// How far into a period its run may be moved, so that a fleet does not ask its mirrors all at once. From 0 to <see cref="Every"/>.
    /// Written <c>6h</c> (this host's stable place in it) or <c>random 6h</c> (drawn anew for each period).
    /// Default: <c>6h</c>, or <see cref="Every"/> when that is shorter.
    /// </summary>
    public Jitter? Jitter { get; init; }

    /// <summary>
    /// When installing may begin, by the wall clock of <see cref="Zone"/>, such as <c>Mon-Fri 01:00-05:00</c>. Refreshing, planning and downloading may come
    /// earlier, and an install that has begun is finished. Default: none, which is at any time. At least 15 min each; they may overlap.
    /// </summary>
    public IReadOnlyList<WeeklyWindow> Windows { get; init; } = [];

    /// <summary>The time zone of <see cref="Windows"/>, an IANA name such as <c>Europe/Berlin</c>; null: the host's. Default: the host's.</summary>
    public string? Zone { get; init; }

    /// <summary>No success for so long is called stale. At least <see cref="Every"/>. Default 3 days, or twice <see cref="Every"/> when that is longer.</summary>
    public TimeSpan StaleAfter
    {
        get => field > TimeSpan.Zero ? field : TimeSpan.FromTicks(Math.Max(UsualStaleAfter.Ticks, 2 * Every.Ticks));
        init;
    }

    /// <summary>The jitter that is in force: <see cref="Jitter"/>, or its default.</summary>
    public Jitter Spread => Jitter ?? new Jitter(Every < UsualJitter ? Every : UsualJitter);
}
