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

    /// <summary>
    /// Time spent receiving <see cref="Bytes"/>, summed over the requests, each from its beginning on. Waiting for the client is not in it. Measured are files of at least
    /// <see cref="LeastBytesForARate"/>; the bytes of smaller ones, whose time is that of the first byte, are taken to have come at the same rate. Zero: none was measured.
    /// </summary>
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

    /// <summary>Fewer bytes than these say nothing about a rate: the time is that of the first byte. 64 KiB.</summary>
    public const long LeastBytesForARate = 64 << 10;

    /// <summary>A shorter time says nothing either: what lay in the kernel's buffer counts as infinitely fast. 10 ms.</summary>
    public static TimeSpan LeastTimeForARate { get; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Bytes a second while bytes were waited for; null: too few bytes, or too short a time, to say.</summary>
    public double? BytesPerSecond => Bytes >= LeastBytesForARate && Receiving >= LeastTimeForARate ? Bytes / Receiving.TotalSeconds : null;

    /// <summary>The mean time to a first byte; null: none came.</summary>
    public TimeSpan? FirstByte => FirstBytes > 0 ? FirstByteSum / FirstBytes : null;
}
