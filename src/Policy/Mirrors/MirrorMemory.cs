using KuPkg.Policy.Breakers;

namespace KuPkg.Policy.Mirrors;

/// <summary>What the history keeps of one mirror from run to run. Plain fields, to be stored as they are. Immutable, so threads may share it.</summary>
/// <param name="Mirror">Which one.</param>
public sealed record MirrorMemory(Mirror Mirror)
{
    /// <summary>Bytes a second of one connection, a mean in which old runs count less and less; null: never measured.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>Time to the first byte, likewise; null: never measured.</summary>
    public TimeSpan? FirstByte { get; init; }

    /// <summary>When it was measured last; null: never. What is old weighs less in <see cref="MirrorPolicy.Score"/>.</summary>
    public DateTimeOffset? MeasuredAt { get; init; }

    /// <summary>Failures by cause, counts that decay with time: hence fractions. What has decayed to nearly nothing is absent.</summary>
    public IReadOnlyDictionary<FailureCause, double> Failures { get; init; } = new Dictionary<FailureCause, double>();

    /// <summary>The newest failure; null: none is known.</summary>
    public FailureCause? LastFailure { get; init; }

    /// <summary>When that was; null: never.</summary>
    public DateTimeOffset? LastFailureAt { get; init; }

    /// <summary>Bytes of all runs.</summary>
    public long Bytes { get; init; }

    /// <summary>The newest <c>Date</c> of a Release that it gave; null: not known.</summary>
    public DateTimeOffset? NewestRelease { get; init; }

    /// <summary>Whether it may be tried; its policy is <see cref="MirrorPolicy.Breaker"/>.</summary>
    public BreakerState Breaker { get; init; } = BreakerState.Closed;

    /// <summary>This memory after a run, or in the middle of one. A tally is folded in once, into the memory from before the run.</summary>
    /// <param name="tally">What was measured.</param>
    /// <param name="now">The host's clock.</param>
    /// <param name="fraction">A random number from 0 to less than 1, for the breaker.</param>
    public MirrorMemory After(MirrorTally tally, DateTimeOffset now, double fraction) => MirrorFolding.Fold(this, tally, now, fraction);
}
