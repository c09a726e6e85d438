namespace KuPkg.Policy.Mirrors;

/// <summary>What was measured of one mirror in one run. Immutable, so threads may share it.</summary>
/// <param name="Mirror">Which one.</param>
public sealed record MirrorTally(Mirror Mirror)
{
    /// <summary>Bytes of bodies that came from it, also those that were thrown away.</summary>
    public long Bytes { get; init; }

    /// <summary>Requests that were sent to it.</summary>
    public int Requests { get; init; }

    /// <summary>Requests that it answered as asked, to the end: 304 counts.</summary>
    public int Answered { get; init; }

    /// <summary>Time spent waiting for its bytes, summed over the requests. Waiting for the client is not in it.</summary>
    public TimeSpan Receiving { get; init; }

    /// <summary>Sum of the times to the first byte of an answer.</summary>
    public TimeSpan FirstByteSum { get; init; }

    /// <summary>How many times are in <see cref="FirstByteSum"/>.</summary>
    public int FirstBytes { get; init; }

    /// <summary>Failures by cause; a cause that did not occur is absent.</summary>
    public IReadOnlyDictionary<FailureCause, int> Failures { get; init; } = new Dictionary<FailureCause, int>();

    /// <summary>Failures that count against the whole mirror (<see cref="MirrorPolicy.IsOfTheMirror"/>) since its last answer; what its breaker is told.</summary>
    public int FailuresInARow { get; init; }

    /// <summary>The newest failure; null: none.</summary>
    public FailureCause? LastFailure { get; init; }

    /// <summary>When that was; null: never.</summary>
    public DateTimeOffset? LastFailureAt { get; init; }

    /// <summary>How often another mirror took over a file from it.</summary>
    public int ChangeOversAway { get; init; }

    /// <summary>How often its answer to a second, hedged request came first.</summary>
    public int HedgesWon { get; init; }

    /// <summary>The newest <c>Date</c> of a Release that it gave; null: gave none.</summary>
    public DateTimeOffset? NewestRelease { get; init; }

    /// <summary>Bytes a second while bytes were waited for; null: nothing came.</summary>
    public double? BytesPerSecond => Bytes > 0 && Receiving > TimeSpan.Zero ? Bytes / Receiving.TotalSeconds : null;

    /// <summary>The mean time to a first byte; null: none came.</summary>
    public TimeSpan? FirstByte => FirstBytes > 0 ? FirstByteSum / FirstBytes : null;
}
