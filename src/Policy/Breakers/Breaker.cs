namespace KuPkg.Policy.Breakers;

/// <summary>The memory that keeps what fails from being tried again at once: closed, open, half-open. Pure.</summary>
public static class Breaker
{
    /// <summary>Where a breaker stands.</summary>
    /// <param name="state">Its memory.</param>
    /// <param name="now">
    /// The host's clock. When it was set back to well before the opening, the end of the open time means nothing any more: half-open. So no breaker blocks
    /// for longer than twice its open time, whatever the clock does.
    /// </param>
    public static BreakerPhase PhaseAt(BreakerState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.OpenUntil is not { } until)
            return BreakerPhase.Closed;
        if (now >= until || state.OpenedAt is not { } opened)
            return BreakerPhase.HalfOpen;
        return opened - now > until - opened ? BreakerPhase.HalfOpen : BreakerPhase.Open;
    }

    /// <summary>After a failure.</summary>
    /// <param name="state">The memory so far.</param>
    /// <param name="policy">When it opens and for how long.</param>
    /// <param name="now">The host's clock.</param>
    /// <param name="fraction">A random number from 0 to less than 1: how much of <see cref="BreakerPolicy.JitterShare"/> is taken off.</param>
    /// <returns>
    /// Closed still, below the threshold. Open for longer than the last time, after the try of the half-open state. A failure while it is open, of what a
    /// person tried out of turn, is counted and changes the open time not at all.
    /// </returns>
    public static BreakerState Fail(BreakerState state, BreakerPolicy policy, DateTimeOffset now, double fraction)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(policy);
        var failures = state.Failures == int.MaxValue ? int.MaxValue : state.Failures + 1;
        if (failures < policy.Threshold || PhaseAt(state, now) == BreakerPhase.Open)
            return state with { Failures = failures };

        var openings = state.Openings == int.MaxValue ? int.MaxValue : state.Openings + 1;
        return new BreakerState(failures, openings, now, now + OpenTime(policy, openings, fraction));
    }

    /// <summary>After a success: closed, and all is forgotten.</summary>
    public static BreakerState Succeed() => BreakerState.Closed;

    private static TimeSpan OpenTime(BreakerPolicy policy, int openings, double fraction)
    {
        // In floating point, as the power of a long row of failures is more than a TimeSpan holds.
        var ticks = Math.Min(policy.FirstOpen.Ticks * Math.Pow(policy.Factor, openings - 1), policy.Cap.Ticks);
        return TimeSpan.FromTicks((long)(ticks * (1 - (policy.JitterShare * fraction))));
    }
}
