namespace KuPkg.Policy.Watch;

/// <summary>
/// The byte floor: it catches the trickle that no client time-out catches. It holds only while fetchers are there and nothing else works:
/// a manager that sorts its lists, and hooks, are held to the quiet limit.
/// </summary>
internal static class FetchRule
{
    /// <summary>Below so many times the floor a download is called slow.</summary>
    private const int SlowFactor = 10;

    private static readonly TimeSpan LeastForRate = TimeSpan.FromSeconds(3);

    public static Verdict? Stalled(Look look)
    {
        if (look.Limits.Floor is not { } floor || !look.Cast.IsFetching || look.At - look.State.LastOtherWork < floor.Over)
            return null;

        // Compared with the floor over its own window although the marks may reach further back: doubt spares.
        var bytes = BytesSince(look, floor.Over);
        if (bytes >= floor.BytesPerSecond * floor.Over.TotalSeconds)
            return null;
        if (QuietRule.Uninterruptible(look, look.At - look.State.LastOtherWork, floor.Over) is { } blocked)
            return blocked;

        var silent = look.At - look.State.LastFetched;
        var suspects = look.Shape.InnermostLast(i => look.Cast.Kinds[i] == RoleKind.Fetcher);
        var bound = $"floor {EvidenceText.Size(floor.BytesPerSecond)}/s over {EvidenceText.Limit(floor.Over)}";
        var because = bytes == 0
            ? $"no byte arrived for {EvidenceText.Time(silent > floor.Over ? silent : floor.Over)} and nothing else worked ({bound})"
            : $"{EvidenceText.Size(bytes / floor.Over.TotalSeconds)}/s arrived over the last {EvidenceText.Limit(floor.Over)} and nothing else worked ({bound})";
        return new Stalled(bytes == 0 ? StallReason.NoBytes : StallReason.BelowFloor, suspects)
        {
            Evidence = [because, .. EvidenceText.Processes(look.Sample.Processes)],
        };
    }

    /// <summary>Slow, or quiet with the floor's window as its limit; null: held to no floor now, or fast enough.</summary>
    public static Verdict? Pace(Look look)
    {
        var held = look.At - look.State.LastOtherWork;
        if (look.Limits.Floor is not { } floor || !look.Cast.IsFetching || held < LeastForRate)
            return null;

        var silent = look.At - (look.State.LastFetched > look.State.LastOtherWork ? look.State.LastFetched : look.State.LastOtherWork);
        if (silent >= QuietRule.CalledQuietAfter(floor.Over) && silent < floor.Over)
            return new Quiet(silent, floor.Over) { Evidence = [$"no byte arrived for {EvidenceText.Time(silent)} of {EvidenceText.Limit(floor.Over)}"] };

        var span = held < floor.Over ? held : floor.Over;
        var rate = BytesSince(look, span) / span.TotalSeconds;
        return rate >= SlowFactor * (double)floor.BytesPerSecond
            ? null
            : new Slow(rate)
            {
                Evidence = [$"{EvidenceText.Size(rate)}/s over the last {EvidenceText.Time(span)} (floor {EvidenceText.Size(floor.BytesPerSecond)}/s)"],
            };
    }

    private static long BytesSince(Look look, TimeSpan span) =>
        look.State.Window.Before(look.At - span) is { } mark ? look.State.Totals.FetchedBytes - mark.FetchedBytes : 0;
}
