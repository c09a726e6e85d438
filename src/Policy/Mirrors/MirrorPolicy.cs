using KuPkg.Policy.Breakers;

namespace KuPkg.Policy.Mirrors;

/// <summary>How mirrors are judged: score, breaker, and which failures count against a mirror as a whole. Pure.</summary>
public static class MirrorPolicy
{
    /// <summary>Fewer bytes than these in a run say nothing about a rate: the time is mostly that of the first byte. 256 KiB.</summary>
    public const long LeastBytesForARate = 256 << 10;

    /// <summary>After so long a measurement or a failure counts half. 3 days: six runs of the usual period.</summary>
    public static TimeSpan HalfLife { get; } = TimeSpan.FromDays(3);

    /// <summary>
    /// The breaker of a mirror: opens at the 3rd failure in a row, first for 10 min, doubling up to 12 h. An open one is asked last, never left out:
    /// the last usable mirror is never dropped.
    /// </summary>
    public static BreakerPolicy Breaker { get; } = new() { Threshold = 3, FirstOpen = TimeSpan.FromMinutes(10), Cap = TimeSpan.FromHours(12) };

    /// <summary>Whether a failure counts against the mirror as a whole. What is missing, wrong or stale is so for a file or a suite alone.</summary>
    public static bool IsOfTheMirror(FailureCause cause) => cause is not (FailureCause.NotFound or FailureCause.WrongContent or FailureCause.Stale);

    /// <summary>What is left, from 0 to 1, of something that was seen then. A clock that was set back takes nothing away.</summary>
    public static double WeightOf(DateTimeOffset? then, DateTimeOffset now) =>
        then is not { } at ? 0 : at >= now ? 1 : Math.Pow(0.5, (now - at) / HalfLife);

    /// <summary>
    /// How good a mirror is, from 0 (avoid) to 1 (fast, near, never failed); 0.5: nothing is known. Shown by <c>mirrors</c>, and what <see cref="MirrorRanking"/> sorts by
    /// within the steps of the configuration.
    /// </summary>
    public static double Score(MirrorMemory memory, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(memory);
        var weight = WeightOf(memory.MeasuredAt, now);

        // 1 MB/s and 100 ms are the middle: a host's own line is rarely much faster for one connection.
        var rate = memory.BytesPerSecond is { } r ? r / (r + 1_000_000) : 0.5;
        var near = memory.FirstByte is { } f ? 0.1 / (0.1 + f.TotalSeconds) : 0.5;
        var failures = memory.Failures.Sum(f => f.Value * (IsOfTheMirror(f.Key) ? 1 : 0.25)) * weight;
        var measured = (0.7 * rate) + (0.3 * near);
        return (0.5 + (weight * (measured - 0.5))) / (1 + (failures / 2));
    }
}
