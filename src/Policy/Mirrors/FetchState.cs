using System.Collections.Immutable;

namespace KuPkg.Policy.Mirrors;

/// <summary>What became of one mirror in the fetch of one file.</summary>
/// <param name="Failures">Failures in a row, since it last delivered.</param>
/// <param name="Last">The cause of the newest one; null: none.</param>
/// <param name="NotBefore">It is not asked again before this instant.</param>
/// <param name="IsOut">It cannot deliver this file: it has not got it, or not the right one.</param>
/// <param name="SlowRate">Bytes a second when it was left for being below the floor; null: it was not.</param>
public sealed record MirrorTry(int Failures, FailureCause? Last, DateTimeOffset NotBefore, bool IsOut, double? SlowRate)
{
    /// <summary>Not asked yet.</summary>
    public static MirrorTry None { get; } = new(0, null, DateTimeOffset.MinValue, IsOut: false, null);
}

/// <summary>Where the fetch of one file stands. Immutable.</summary>
/// <param name="Since">When it began, or when bytes last came that were worth something: patience counts from here.</param>
/// <param name="IsProbe">The group was given up a short time ago: one round of its mirrors must do.</param>
/// <param name="Tries">Mirrors that were asked.</param>
public sealed record FetchState(DateTimeOffset Since, bool IsProbe, ImmutableDictionary<Mirror, MirrorTry> Tries)
{
    /// <summary>Whether a mirror has delivered bytes of the file: it is there.</summary>
    public bool IsBegun { get; init; }

    /// <summary>The fetch begins.</summary>
    public static FetchState Begin(DateTimeOffset now, bool isProbe = false) => new(now, isProbe, ImmutableDictionary<Mirror, MirrorTry>.Empty);

    /// <summary>What became of a mirror.</summary>
    public MirrorTry Of(Mirror mirror) => Tries.GetValueOrDefault(mirror) ?? MirrorTry.None;

    /// <summary>A mirror was left or did not deliver.</summary>
    /// <param name="mirror">Which.</param>
    /// <param name="cause">Why.</param>
    /// <param name="now">When.</param>
    /// <param name="retryAfter">What it asked for in Retry-After; null: nothing.</param>
    /// <param name="rate">Bytes a second, when the cause is <see cref="FailureCause.Slow"/>.</param>
    public FetchState Failed(Mirror mirror, FailureCause cause, DateTimeOffset now, TimeSpan? retryAfter = null, double? rate = null)
    {
        var before = Of(mirror);
        if (cause == FailureCause.Slow)
            return With(mirror, before with { Last = cause, SlowRate = rate ?? 0 });
        var failures = before.Failures + 1;
        return With(mirror, before with
        {
            Failures = failures,
            Last = cause,
            NotBefore = now + FetchPolicy.Backoff(failures, retryAfter),
            IsOut = before.IsOut || FetchPolicy.IsFinal(cause),
        });
    }

    /// <summary>A mirror delivered enough to begin patience anew.</summary>
    public FetchState Progressed(Mirror mirror, DateTimeOffset now) =>
        (Of(mirror) is { Failures: 0 } ? this : With(mirror, Of(mirror) with { Failures = 0 })) with { Since = now, IsBegun = true };

    private FetchState With(Mirror mirror, MirrorTry tried) => this with { Tries = Tries.SetItem(mirror, tried) };
}
