namespace KuPkg.Policy.Watch;

/// <summary>Nothing in the whole tree moves, nor is anything done for it elsewhere.</summary>
internal static class QuietRule
{
    private static readonly TimeSpan CalledQuiet = TimeSpan.FromSeconds(5);

    /// <summary>The limit, which this host's history can only lengthen.</summary>
    public static TimeSpan LimitOf(WatchLimits limits)
    {
        var known = limits.LongestKnownQuiet > TimeSpan.MaxValue / 2 ? TimeSpan.MaxValue : limits.LongestKnownQuiet * 2;
        return known > limits.Quiet ? known : limits.Quiet;
    }

    /// <summary>Shorter silences are not worth a change of verdict.</summary>
    public static TimeSpan CalledQuietAfter(TimeSpan limit) => limit / 2 < CalledQuiet ? limit / 2 : CalledQuiet;

    public static Verdict? Stalled(Look look)
    {
        var silent = look.State.SilentFor;
        var limit = LimitOf(look.Limits);
        if (silent < limit)
            return null;
        if (Uninterruptible(look, silent, limit) is { } blocked)
            return blocked;
        if (AwaitedPerson(look, silent, limit) is { } awaited)
            return awaited;
        if (JustFound(look, silent, limit) is { } unknown)
            return unknown;

        var leaves = look.Shape.Leaves();
        var lockWaiters = leaves.Where(static p => p.Wait is { Kind: WaitKind.FileLock }).ToList();
        var reason = lockWaiters.Count > 0 ? StallReason.LockHeld
            : leaves.All(static p => p.State is 'T' or 't') ? StallReason.Stopped
            : StallReason.AllAsleep;
        return new Stalled(reason, [.. (lockWaiters.Count > 0 ? lockWaiters : leaves).Select(static p => p.Id)])
        {
            Evidence =
            [
                $"nothing in the tree moved for {EvidenceText.Time(silent)} ({Explain(look.Limits, limit)})",
                .. lockWaiters.Select(static p => $"{p.Name} (pid {p.Id}) waits for a {(p.Wait is { Detail: { Length: > 0 } what } ? what : "file lock")}; the holder does not move either"),
                .. look.Sample.Elsewhere.Select(static e => $"{e.Who} does not move either"),
                .. EvidenceText.Processes(look.Sample.Processes),
            ],
        };
    }

    private static Quiet? AwaitedPerson(Look look, TimeSpan silent, TimeSpan limit)
    {
        if (!look.Limits.IsStartedByPerson)
            return null;
        var readers = look.Shape.Leaves().Where(static p => p.Wait is { Kind: WaitKind.TerminalInput }).ToList();
        return readers.Count == 0 ? null : new Quiet(silent, limit)
        {
            Evidence = [.. readers.Select(static p => $"{p.Name} (pid {p.Id}) waits for input on {p.Wait!.Detail}, where the person sits who started it")],
        };
    }

    // Of a helper that was found only now nobody can say that it does not move. Helpers without end are not waited for: twice the limit is enough.
    private static Quiet? JustFound(Look look, TimeSpan silent, TimeSpan limit)
    {
        var found = look.Sample.Elsewhere.Where(e => look.State.Elsewhere.TryGetValue(e.Who, out var track) && look.At - track.FirstSeenAt < CalledQuietAfter(limit)).ToList();
        return found.Count == 0 || silent - limit >= limit ? null : new Quiet(silent, limit)
        {
            Evidence = [.. found.Select(static e => $"{e.Who} was found only now; whether it works shows in the next seconds"), .. Sleepers(look)],
        };
    }

    /// <summary>A leaf in state D blocks the tree: that is reported, never shot. Only a leaf: a parent waiting in vfork shows the same state.</summary>
    public static Verdict? Uninterruptible(Look look, TimeSpan silent, TimeSpan limit)
    {
        var blocked = look.Shape.Leaves().Where(static p => p.State == 'D').ToList();
        return blocked.Count == 0 ? null : new Quiet(silent, limit)
        {
            IsUninterruptible = true,
            Evidence =
            [
                $"nothing in the tree moved for {EvidenceText.Time(silent)}, over the limit of {EvidenceText.Limit(limit)}; an uninterruptible sleep is not ended by a signal, so it is only reported",
                .. EvidenceText.Processes(blocked),
            ],
        };
    }

    public static Verdict? Pace(Look look)
    {
        var silent = look.State.SilentFor;
        var limit = LimitOf(look.Limits);
        return silent < CalledQuietAfter(limit) || silent <= TimeSpan.Zero ? null : new Quiet(silent, limit) { Evidence = Sleepers(look) };
    }

    private static IReadOnlyList<string> Sleepers(Look look)
    {
        var leaves = look.Shape.Leaves();
        if (leaves.Count == 0)
            return ["only defunct processes are left"];
        var told = leaves.TakeLast(3).Select(static p => $"{EvidenceText.Sleeper(p)}, no CPU, no I/O");
        return leaves.Count > 3 ? [.. told, $"and {leaves.Count - 3} more"] : [.. told];
    }

    private static string Explain(WatchLimits limits, TimeSpan limit) => limit > limits.Quiet
        ? $"limit {EvidenceText.Limit(limit)}: twice the longest silence known of this package here, {EvidenceText.Time(limits.LongestKnownQuiet)}"
        : $"limit {EvidenceText.Limit(limit)}";
}
