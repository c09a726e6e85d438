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
        var steps = group.Mirrors.Distinct().Select((mirror, place) =>
        {
            var memory = memories.GetValueOrDefault(mirror) ?? new MirrorMemory(mirror);
            return (Mirror: mirror, Place: place, Phase: Breaker.PhaseAt(memory.Breaker, now), Step: Step(MirrorPolicy.Score(memory, now)));
        });
        return [.. steps.OrderBy(m => Order(m.Phase)).ThenByDescending(m => m.Step).ThenBy(m => m.Place).Select(m => m.Mirror)];
    }

    private static int Order(BreakerPhase phase) => phase switch { BreakerPhase.Closed => 0, BreakerPhase.HalfOpen => 1, _ => 2 };

    // Steps of a factor, so that the order is total and the same from whichever pair one begins.
    private static int Step(double score) => (int)Math.Floor(Math.Log(Math.Max(score, 1e-6) / 0.5) / Math.Log(WorthAChange) + 0.5);
}
