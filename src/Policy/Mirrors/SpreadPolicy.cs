using KuPkg.Policy.Breakers;

namespace KuPkg.Policy.Mirrors;

/// <summary>Which mirrors share the work of fetching ahead. Pure.</summary>
public static class SpreadPolicy
{
    /// <summary>A mirror known to be so many times slower than the fastest takes no part: the package manager would wait for its file.</summary>
    public const double TooSlow = 4;

    /// <summary>Near and fast: answers within this time and delivers more than <see cref="FastBytesPerSecond"/>. 5 ms.</summary>
    public static TimeSpan NearFirstByte { get; } = TimeSpan.FromMilliseconds(5);

    /// <summary>See <see cref="NearFirstByte"/>. 50 MB/s.</summary>
    public const double FastBytesPerSecond = 50e6;

    /// <summary>Whether fetching ahead of the package manager saves time. Not when the best mirror is near, and fast as far as is known: a copy on the disk costs more then.</summary>
    /// <param name="best">What is known of the mirror that is asked first.</param>
    public static bool IsAheadWorthIt(MirrorMemory best)
    {
        ArgumentNullException.ThrowIfNull(best);
        return !(best.FirstByte < NearFirstByte && best.BytesPerSecond is not <= FastBytesPerSecond);
    }

    /// <summary>The mirrors that may be used at the same time, in the order of the ranking; the first always.</summary>
    public static IReadOnlyList<Mirror> Sharing(IReadOnlyList<Mirror> ranked, IReadOnlyDictionary<Mirror, MirrorMemory> memories, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(ranked);
        ArgumentNullException.ThrowIfNull(memories);
        var fastest = ranked.Max(m => memories.GetValueOrDefault(m)?.BytesPerSecond) ?? 0;
        return [.. ranked.Where((mirror, place) => place == 0 || (memories.GetValueOrDefault(mirror) ?? new MirrorMemory(mirror)) is var memory
            && Breaker.PhaseAt(memory.Breaker, now) == BreakerPhase.Closed
            && memory.Failures.GetValueOrDefault(FailureCause.Slow) < 1
            && !(memory.BytesPerSecond * TooSlow < fastest))];
    }
}
