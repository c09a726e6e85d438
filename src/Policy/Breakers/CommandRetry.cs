namespace KuPkg.Policy.Breakers;

/// <summary>
/// How long to wait before a guarded command that failed is tried again: a breaker of its own that every failure opens. First for 1 s, doubling up to 1 min, less
/// up to a quarter at random: somebody waits for it, and what a minute does not cure is no passing trouble. Pure.
/// </summary>
public static class CommandRetry
{
    /// <summary>The most retries that may be asked for.</summary>
    public const int Most = 100;

    private static readonly BreakerPolicy Policy = new() { Threshold = 1, FirstOpen = TimeSpan.FromSeconds(1), Cap = TimeSpan.FromMinutes(1) };

    /// <summary>The wait before the next try; null: there is none.</summary>
    /// <param name="tries">Tries so far, the one that has just failed included. At least 1.</param>
    /// <param name="retries">How many there may be beyond the first.</param>
    /// <param name="fraction">A random number from 0 to less than 1.</param>
    public static TimeSpan? Wait(int tries, int retries, double fraction)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tries, 1);
        if (tries > retries)
            return null;

        // Only the distance is of interest, so any instant does.
        var now = DateTimeOffset.UnixEpoch;
        return Breaker.Fail(new BreakerState(tries - 1, tries - 1, null, null), Policy, now, fraction).OpenUntil - now;
    }
}
