namespace KuPkg.Policy.Calendar;

/// <summary>How long after the end of a run that was not done the next try may come. Pure.</summary>
public static class RetryDelay
{
    /// <summary>The first distance: that of the ticks, 15 min.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMinutes(15);

    /// <summary>The longest distance after a deferral, 1 h: whoever holds a lock has let go of it by then, or will not.</summary>
    public static readonly TimeSpan MostAfterDeferral = TimeSpan.FromHours(1);

    // Ticks are not to the second: without it, a try that falls due at a tick would often wait for the one after.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    private const double JitterShare = 0.25;

    /// <summary>After failures: 15 min, doubling, at most the period, less up to a quarter of it at random.</summary>
    /// <param name="failures">In a row. Zero or less: no delay.</param>
    /// <param name="every">The period.</param>
    /// <param name="fraction">A random number from 0 to less than 1.</param>
    public static TimeSpan AfterFailure(int failures, TimeSpan every, double fraction) =>
        PeriodGrid.Share(Doubled(failures, every), 1 - (JitterShare * fraction));

    /// <summary>After deferrals: from the next tick on, then 30 min, then 1 h, each less 5 min since ticks are not to the second.</summary>
    /// <param name="deferrals">In a row. Zero or less: no delay.</param>
    public static TimeSpan AfterDeferral(int deferrals)
    {
        var delay = Doubled(deferrals, MostAfterDeferral) - Slack;
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }

    private static TimeSpan Doubled(int times, TimeSpan most)
    {
        if (times <= 0)
            return TimeSpan.Zero;
        var delay = First;
        for (var i = 1; i < times && delay < most; i++)
            delay *= 2;
        return delay < most ? delay : most;
    }
}
