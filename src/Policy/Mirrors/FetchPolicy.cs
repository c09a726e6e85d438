namespace KuPkg.Policy.Mirrors;

/// <summary>Which mirror of a group is asked for a file, when it is left, and when the file is given up. Pure.</summary>
public static class FetchPolicy
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(8);

    /// <summary>How long a fetch goes on without a byte when a mirror is silent or out of reach: a network that is down for a moment comes back. 120 s.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(120);

    /// <summary>The same when all mirrors fail at once: refused, 5xx, broken. 25 s, the time a restart of a server takes.</summary>
    public static TimeSpan ShortPatience { get; } = TimeSpan.FromSeconds(25);

    /// <summary>A mirror's Retry-After is honoured up to so long. 20 s.</summary>
    public static TimeSpan LongestRetryAfter { get; } = TimeSpan.FromSeconds(20);

    /// <summary>So many bytes of one answer begin patience anew; fewer do not, or a mirror that resets after each byte would be asked for ever. 16 KiB.</summary>
    public const long WorthwhileBytes = 16 << 10;

    /// <summary>What to do next.</summary>
    /// <param name="state">What happened so far.</param>
    /// <param name="ranked">The group's mirrors, best first.</param>
    /// <param name="now">The time.</param>
    public static FetchStep Next(FetchState state, IReadOnlyList<Mirror> ranked, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(ranked);
        var left = ranked.Where(m => !state.Of(m).IsOut).ToList();
        if (left.Count == 0)
            return new FetchStep.GiveUp(StatusOf(state, ranked), ranked.Count == 0 ? null : state.Of(ranked[0]).Last);
        if (IsAnswered(state, ranked, left, now))
            return new FetchStep.GiveUp(StatusOf(state, ranked), state.Of(ranked.First(m => IsAnswer(state.Of(m)))).Last);
        if (IsPatienceOver(state, left, now))
            return new FetchStep.GiveUp(504, state.Of(left[0]).Last);

        var ready = left.Where(m => state.Of(m).NotBefore <= now).ToList();
        if (ready.Where(m => state.Of(m).SlowRate is null).MinBy(m => state.Of(m).Failures) is { } best)
            return new FetchStep.Ask(best, IsFloorOn: true);
        return ready.MaxBy(m => state.Of(m).SlowRate) is { } fastest
            ? new FetchStep.Ask(fastest, IsFloorOn: false)
            : new FetchStep.Wait(left.Min(m => state.Of(m).NotBefore));
    }

    /// <summary>How long a mirror is left alone, by the failures in a row: 0.5 s, doubling up to 8 s; at least its own Retry-After, up to <see cref="LongestRetryAfter"/>.</summary>
    public static TimeSpan Backoff(int failures, TimeSpan? retryAfter)
    {
        var own = FirstBackoff * Math.Pow(2, Math.Clamp(failures - 1, 0, 10));
        var asked = retryAfter is { } after && after > LongestRetryAfter ? LongestRetryAfter : retryAfter ?? TimeSpan.Zero;
        var wait = own > LongestBackoff ? LongestBackoff : own;
        return asked > wait ? asked : wait;
    }

    /// <summary>Whether a mirror that failed so is not asked for the same file again.</summary>
    public static bool IsFinal(FailureCause cause) =>
        cause is FailureCause.NotFound or FailureCause.Forbidden or FailureCause.WrongContent or FailureCause.Stale;

    /// <summary>
    /// Whether a mirror that lives has said for certain that the file is not to be had, and the others had their chance: asked twice, or once when that cost a limit or
    /// they want to be left alone for long. Then there is nothing to be patient for. Never when bytes have come, as then the file is there.
    /// </summary>
    private static bool IsAnswered(FetchState state, IReadOnlyList<Mirror> ranked, List<Mirror> left, DateTimeOffset now) =>
        !state.IsBegun && ranked.Any(m => IsAnswer(state.Of(m)))
        && left.TrueForAll(m => state.Of(m) is { Last: not null and not FailureCause.Slow } tried
            && (tried.Failures > 1 || tried.Last is FailureCause.Silent or FailureCause.Unreachable || tried.NotBefore - now > FirstBackoff));

    private static bool IsAnswer(MirrorTry tried) => tried.Last is FailureCause.NotFound or FailureCause.Stale;

    private static bool IsPatienceOver(FetchState state, List<Mirror> left, DateTimeOffset now)
    {
        // What was not asked yet is asked, however late it is.
        if (!left.TrueForAll(m => state.Of(m).Last is not null))
            return false;

        // A slow mirror delivers: it is stayed with, and its silence will end the fetch.
        if (left.Exists(m => state.Of(m) is { Last: FailureCause.Slow }))
            return false;
        var isSlowToFail = left.Exists(m => state.Of(m).Last is FailureCause.Silent or FailureCause.Unreachable);
        return state.IsProbe || now - state.Since >= (isSlowToFail ? Patience : ShortPatience);
    }

    private static int StatusOf(FetchState state, IReadOnlyList<Mirror> ranked)
    {
        var causes = ranked.Select(m => state.Of(m).Last).ToHashSet();
        if (causes.Contains(FailureCause.WrongContent))
            return 502;

        // Beside one that has not the file, a mirror of another release has nothing to say.
        if (causes.Contains(FailureCause.NotFound))
            return 404;
        return causes.Count == 0 || causes.Contains(FailureCause.Stale) ? 502 : 403;
    }
}
