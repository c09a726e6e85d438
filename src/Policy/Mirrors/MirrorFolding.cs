using KuPkg.Policy.Breakers;

namespace KuPkg.Policy.Mirrors;

/// <summary>What was measured goes into what is remembered. Pure.</summary>
internal static class MirrorFolding
{
    /// <summary>A measurement of a run weighs so much beside all earlier ones.</summary>
    private const double NewestShare = 0.4;

    /// <summary>Below it a count of failures is forgotten.</summary>
    private const double Forgotten = 0.05;

    public static MirrorMemory Fold(MirrorMemory memory, MirrorTally tally, DateTimeOffset now, double fraction)
    {
        ArgumentNullException.ThrowIfNull(tally);
        if (tally.Requests == 0)
            return memory;
        return memory with
        {
            BytesPerSecond = Mean(memory.BytesPerSecond, tally.Bytes >= MirrorPolicy.LeastBytesForARate ? tally.BytesPerSecond : null),
            FirstByte = Mean(memory.FirstByte?.TotalSeconds, tally.FirstByte?.TotalSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            MeasuredAt = now,
            Failures = Failures(memory, tally, now),
            LastFailure = tally.LastFailure ?? memory.LastFailure,
            LastFailureAt = tally.LastFailureAt ?? memory.LastFailureAt,
            Bytes = memory.Bytes + tally.Bytes,
            NewestRelease = Later(memory.NewestRelease, tally.NewestRelease),
            Breaker = BreakerAfter(memory.Breaker, tally, now, fraction),
        };
    }

    private static BreakerState BreakerAfter(BreakerState state, MirrorTally tally, DateTimeOffset now, double fraction)
    {
        if (tally.Answered > 0)
            state = Breakers.Breaker.Succeed();

        // More failures than the threshold tell nothing new, and in one run they are no reason to keep it open for longer.
        for (var i = 0; i < Math.Min(tally.FailuresInARow, MirrorPolicy.Breaker.Threshold); i++)
            state = Breakers.Breaker.Fail(state, MirrorPolicy.Breaker, now, fraction);
        return state;
    }

    private static Dictionary<FailureCause, double> Failures(MirrorMemory memory, MirrorTally tally, DateTimeOffset now)
    {
        var left = MirrorPolicy.WeightOf(memory.MeasuredAt, now);
        var counts = memory.Failures.ToDictionary(f => f.Key, f => f.Value * left);
        foreach (var (cause, count) in tally.Failures)
            counts[cause] = counts.GetValueOrDefault(cause) + count;
        return counts.Where(f => f.Value >= Forgotten).ToDictionary();
    }

    private static double? Mean(double? old, double? newest) =>
        (old, newest) switch
        {
            (null, _) => newest,
            (_, null) => old,
            ({ } o, { } n) => o + (NewestShare * (n - o)),
        };

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;
}
