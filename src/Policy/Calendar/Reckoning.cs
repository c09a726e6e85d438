using KuPkg.Policy.Breakers;

namespace KuPkg.Policy.Calendar;

/// <summary>
/// What follows from the facts of a tick: since when a run and an install are owed, and from when on they may begin. All of it stays the same from tick to
/// tick while the facts do, so that what one tick announces another one does.
/// </summary>
internal sealed class Reckoning
{
    /// <summary>The longest wait after a boot: a fleet that boots at once is spread over it.</summary>
    private static readonly TimeSpan CatchUpWithin = TimeSpan.FromMinutes(30);

    // A tick every 15 min, and 5 min for one that is late: with less than that before its end, a window could be missed night after night.
    private static readonly TimeSpan LeastReserve = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan MostReserve = TimeSpan.FromDays(7);

    private static readonly TimeSpan MostTrust = TimeSpan.FromDays(1);
    private static readonly DateTimeOffset Begin = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset End = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TickFacts _facts;
    private readonly PeriodGrid _grid;
    private readonly InstallWindows _windows;
    private readonly TimeSpan _reserve;
    private readonly DateTimeOffset _up;
    private readonly DateTimeOffset _caughtUpAt;

    public Reckoning(TickFacts facts)
    {
        _facts = facts;
        _grid = new PeriodGrid(facts.Schedule, facts.Place);
        _windows = new InstallWindows(facts.Schedule.Windows, facts.Zone);
        _reserve = Clamp(facts.ExpectedDuration, LeastReserve, MostReserve);
        Now = Clamp(facts.Now, Begin, End);
        _up = facts.UpSince <= Now ? Clamp(facts.UpSince, Begin, End) : Begin;
        _caughtUpAt = _up + PeriodGrid.Share(Clamp(facts.Schedule.Spread.Most, TimeSpan.Zero, CatchUpWithin), facts.Place.Fraction);
        Owed = FirstDueAfter(facts.LastPrepared);
        OwedInstall = FirstDueAfter(facts.LastInstalled);
        if (facts.Newest is { End: not RunEnd.Done } newest)
            Owed = Earlier(Owed, Earlier(Trusted(newest.StartedAt) ?? Begin, Now));
        RetryFrom = Clamp(RetryAfter(facts.Newest), Begin, End);
        OpenUntil = Breaker.PhaseAt(facts.Streak.Breaker, Now) == BreakerPhase.Open
            ? Clamp(facts.Streak.Breaker.OpenUntil ?? Begin, Begin, End)
            : null;
    }

    public DateTimeOffset Now { get; }

    /// <summary>The first due instant for which nothing has been fetched yet, or the start of the run that must be tried again.</summary>
    public DateTimeOffset Owed { get; }

    /// <summary>The first due instant for which nothing has been installed yet.</summary>
    public DateTimeOffset OwedInstall { get; }

    /// <summary>Before this, no retry.</summary>
    public DateTimeOffset RetryFrom { get; }

    /// <summary>The end of the breaker's open time; null while it is not open.</summary>
    public DateTimeOffset? OpenUntil { get; }

    /// <summary>Whether the newest due instant came while the host was up, so that there is nothing to catch up.</summary>
    public bool IsInTime => NewestDue >= _up;

    /// <summary>The newest due instant.</summary>
    public DateTimeOffset NewestDue => _grid.NewestAt(Now);

    /// <summary>Whether the newest run is dated so far in the future that the clock must have been set back since.</summary>
    public bool IsClockSetBack => _facts.Newest is { } newest && Trusted(newest.StartedAt) is null;

    /// <summary>What is owed next once a run has begun at an instant.</summary>
    public DateTimeOffset OwedAfter(DateTimeOffset run) => Later(Owed, _grid.FirstAfter(run));

    /// <summary>From when on a run may begin, windows or not.</summary>
    public DateTimeOffset Start(DateTimeOffset owed, DateTimeOffset notBefore) => Later(InTimeOrCaughtUp(owed), notBefore);

    /// <summary>From when on what is owed may be fetched and installed in one run. When that is past, a window is open now.</summary>
    public DateTimeOffset WholeFrom(DateTimeOffset owed, DateTimeOffset notBefore) => InstallFrom(owed, Start(owed, notBefore));

    /// <summary>From when on what has been downloaded may be installed. When that is past, a window is open now.</summary>
    public DateTimeOffset InstallFrom(DateTimeOffset owed, DateTimeOffset notBefore)
    {
        if (_windows.IsAlwaysOpen)
            return Start(owed, notBefore);
        foreach (var window in _windows.From(Later(Now, Later(owed, notBefore))))
        {
            if (StartIn(window, owed, notBefore) is { } start)
                return start;
        }

        throw new InvalidOperationException("the openings of a window have no end");
    }

    private DateTimeOffset? StartIn(OpenWindow window, DateTimeOffset owed, DateTimeOffset notBefore)
    {
        var last = Later(window.Closes - _reserve, window.Opens);
        var start = owed;
        if (owed < window.Opens)
            start = Earlier(window.Opens + PeriodGrid.Share(last - window.Opens, _facts.Place.Fraction), _grid.FirstFrom(window.Opens));
        start = Later(InTimeOrCaughtUp(start), notBefore);
        return start <= last ? start : null;
    }

    // What fell due while the host was off waits for its place after the boot, unless the next due instant comes first.
    private DateTimeOffset InTimeOrCaughtUp(DateTimeOffset start) => start >= _up ? start : Earlier(_caughtUpAt, _grid.FirstFrom(_up));

    private DateTimeOffset FirstDueAfter(DateTimeOffset? run) => run is { } at && Trusted(at) is { } trusted ? _grid.FirstAfter(trusted) : Begin;

    private DateTimeOffset RetryAfter(EndedRun? newest)
    {
        if (newest is null or { End: RunEnd.Done } || Trusted(newest.EndedAt ?? newest.StartedAt) is not { } ended)
            return Begin;
        var streak = _facts.Streak;
        if (newest.End == RunEnd.Deferred)
            return ended + RetryDelay.AfterDeferral(Math.Max(1, streak.Deferrals));

        // Once the breaker has opened, it alone says when the next try comes.
        if (streak.Breaker.OpenUntil is not null)
            return Begin;

        // A host that was left half installed is taken up at once, but not again and again.
        var failures = newest.End == RunEnd.Interrupted ? streak.Failures - 1 : Math.Max(1, streak.Failures);
        return ended + RetryDelay.AfterFailure(failures, _facts.Schedule.Every, _facts.Place.Draw(DrawPurpose.Backoff, ended.UtcTicks));
    }

    // A run may be dated a little ahead, when the clock was set back since: then what it did counts. Dated further ahead it would block the host, and counts as none.
    private DateTimeOffset? Trusted(DateTimeOffset at) =>
        at - Now <= (_facts.Schedule.Every < MostTrust ? _facts.Schedule.Every : MostTrust) ? Later(at, Begin) : null;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Clamp(DateTimeOffset at, DateTimeOffset least, DateTimeOffset most) => at < least ? least : at > most ? most : at;

    private static TimeSpan Clamp(TimeSpan span, TimeSpan least, TimeSpan most) => span < least ? least : span > most ? most : span;
}
