namespace KuPkg.Policy.Breakers;

/// <summary>
/// When a job of the queue that failed is tried again: a breaker of its own that every failure opens. First for 1 min, doubling up to 1 h, less up to a quarter
/// at random: what fails because something else is busy is soon over, and what takes longer than an hour a person should hear of. Pure.
/// </summary>
public static class JobRetry
{
    /// <summary>Tries of a job when nobody asked for another number.</summary>
    public const int UsualTries = 3;

    /// <summary>The most that may be asked for.</summary>
    public const int MostTries = 100;

    private static readonly BreakerPolicy Policy = new() { Threshold = 1, FirstOpen = TimeSpan.FromMinutes(1), Cap = TimeSpan.FromHours(1) };

    /// <summary>When the next try may begin; null: the job is given up.</summary>
    /// <param name="tries">Tries so far, the one that has just failed included. At least 1.</param>
    /// <param name="mostTries">How many there may be.</param>
    /// <param name="now">The host's clock.</param>
    /// <param name="fraction">A random number from 0 to less than 1.</param>
    public static DateTimeOffset? NextTry(int tries, int mostTries, DateTimeOffset now, double fraction)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tries, 1);
        return tries >= mostTries ? null : Breaker.Fail(new BreakerState(tries - 1, tries - 1, null, null), Policy, now, fraction).OpenUntil;
    }

    /// <summary>Whether a job may be tried now. A clock that was set back far makes no job wait for longer than twice its delay.</summary>
    /// <param name="triedAt">When its last try ended; null: never tried.</param>
    /// <param name="nextTryAt">What <see cref="NextTry"/> said then; null: at once.</param>
    /// <param name="now">The host's clock.</param>
    public static bool MayTry(DateTimeOffset? triedAt, DateTimeOffset? nextTryAt, DateTimeOffset now) =>
        Breaker.PhaseAt(new BreakerState(1, 1, triedAt, nextTryAt), now) != BreakerPhase.Open;
}
