namespace KuPkg.Policy.Gates;

/// <summary>
/// When a service may be kicked again, from the kicks of the past alone: 5 min after the first kick of a row, then 10, 20, … up to 6 h. A row ends when no kick was needed for an hour after its
/// wait was over. A person is told of what may not be kicked at the same pace. Pure.
/// </summary>
public static class KickBackoff
{
    /// <summary>How far back kicks matter.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(3);

    /// <summary>A service that needs no kick for so long after its wait is over has recovered.</summary>
    public static readonly TimeSpan Recovery = TimeSpan.FromHours(1);

    // Ticks come every five minutes and not to the second.
    private static readonly TimeSpan First = TimeSpan.FromMinutes(5), Longest = TimeSpan.FromHours(6), Slack = TimeSpan.FromMinutes(1);

    /// <summary>How long is waited after the n-th kick of a row.</summary>
    public static TimeSpan WaitAfter(int kicks) => kicks < 1 ? TimeSpan.Zero : kicks > 7 || First * Math.Pow(2, kicks - 1) > Longest ? Longest : First * Math.Pow(2, kicks - 1);

    /// <summary>Until when a service is left alone; null: it may be kicked now.</summary>
    /// <param name="past">When it was kicked, in any order; what lies in the future does not count, as the clock was set back.</param>
    /// <param name="now">The clock.</param>
    public static DateTimeOffset? Until(IReadOnlyList<DateTimeOffset> past, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(past);
        var kicks = 0;
        DateTimeOffset? last = null;
        foreach (var at in past.Where(at => at <= now).Order())
        {
            kicks = last is { } earlier && at - earlier >= WaitAfter(kicks) + Recovery ? 1 : kicks + 1;
            last = at;
        }

        return last is { } newest && newest + WaitAfter(kicks) is var until && now < until - Slack ? until : null;
    }
}
