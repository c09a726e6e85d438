using KuPkg.Policy.Breakers;

namespace KuPkg.Policy.Mirrors;

/// <summary>In which order the mirrors of a group are asked. Pure.</summary>
public static class MirrorRanking
{
    /// <summary>A later mirror goes before an earlier one of the configuration only when its score is so many times better, so that small differences do not move a fleet about.</summary>
    public const double WorthAChange = 1.5;

    /// <summary>
    /// All mirrors of the group, best first: those whose breaker is closed, then half-open, then open. Among them the order of the configuration, but for one that is much
    /// better (<see cref="WorthAChange"/>). None is left out.
    /// </summary>
    public static IReadOnlyList<Mirror> Rank(MirrorGroup group, IReadOnlyDictionary<Mirror, MirrorMemory> memories, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(memories);
        return [.. group.Mirrors.Distinct()
            .Select(mirror => memories.GetValueOrDefault(mirror) ?? new MirrorMemory(mirror))
            .GroupBy(memory => Order(Breaker.PhaseAt(memory.Breaker, now)))
            .OrderBy(phase => phase.Key)
            .SelectMany(phase => InOrder([.. phase.Select(memory => (memory.Mirror, MirrorPolicy.Score(memory, now)))]))];
    }

    // Of those that are nearly as good as the best one that is left, the first by configuration is next.
    private static IEnumerable<Mirror> InOrder(List<(Mirror Mirror, double Score)> left)
    {
        while (left.Count > 0)
        {
            var best = left.Max(m => m.Score);
            var next = left.First(m => m.Score * WorthAChange >= best);
            left.Remove(next);
            yield return next.Mirror;
        }
    }

    private static int Order(BreakerPhase phase) => phase switch { BreakerPhase.Closed => 0, BreakerPhase.HalfOpen => 1, _ => 2 };
}
