namespace KuPkg.Policy.Calendar;

/// <summary>
/// What a tick does, and what comes next. One run for each due instant, and of several that were missed one for all; at most one more when the window lets its
/// install wait. Neither a clock that was set back nor one that was set forward makes a host run at every tick or wait for a year. Pure.
/// </summary>
public static class TickPolicy
{
    /// <summary>The decision on a tick.</summary>
    public static DueDecision Decide(TickFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var reckoning = new Reckoning(facts);
        var (prepare, install) = Instants(facts, reckoning, reckoning.RetryFrom);
        if (prepare > reckoning.Now && install > reckoning.Now)
            return Wait(facts, reckoning);
        if (reckoning.OpenUntil is { } until)
            return new DueDecision.Deferred(until, $"{BreakerWords(facts)} until {CalendarText.When(until, facts)}");

        var reason = Reason(facts, reckoning);
        var why = Words(reason, facts, reckoning);
        return install <= reckoning.Now
            ? new DueDecision.RunNow(reason, why)
            : new DueDecision.PrepareOnly(reason, install, $"{why}; {CalendarText.Window(facts.Schedule)} lets installs begin from {CalendarText.When(install, facts)}");
    }

    /// <summary>The runs to come, in order: one or two, and a third when something waits to be installed. What they find decides whether the installs are needed.</summary>
    public static IReadOnlyList<NextRun> NextRuns(TickFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var reckoning = new Reckoning(facts);
        var notBefore = NotBefore(reckoning);
        var (prepare, install) = Instants(facts, reckoning, notBefore);
        (prepare, install) = (Later(prepare, reckoning.Now), Later(install, reckoning.Now));
        var why = reckoning.OpenUntil is not null ? BreakerWords(facts)
            : facts.Newest is { End: not RunEnd.Done } newest ? CalendarText.Ended(newest, facts)
            : CalendarText.Rhythm(facts.Schedule);
        if (install == prepare)
            return [new NextRun(prepare, RunScope.Whole, why)];
        if (install > prepare)
            return [new NextRun(prepare, RunScope.Prepare, why), new NextRun(install, RunScope.Install, CalendarText.Window(facts.Schedule))];

        var waiting = new NextRun(install, RunScope.Install, $"downloaded; {CalendarText.Window(facts.Schedule)}");
        var owed = reckoning.OwedAfter(install);
        var (after, whole) = (reckoning.Start(owed, notBefore), reckoning.WholeFrom(owed, notBefore));
        var rhythm = CalendarText.Rhythm(facts.Schedule);
        return whole == after
            ? [waiting, new NextRun(after, RunScope.Whole, rhythm)]
            : [waiting, new NextRun(after, RunScope.Prepare, rhythm), new NextRun(whole, RunScope.Install, CalendarText.Window(facts.Schedule))];
    }

    // When fetching may begin, and when installing may, of what waits for it or else of what will have been fetched.
    private static (DateTimeOffset Prepare, DateTimeOffset Install) Instants(TickFacts facts, Reckoning reckoning, DateTimeOffset notBefore)
    {
        var isWaiting = facts.IsInstallWaiting && reckoning.OwedInstall < reckoning.Owed;
        var install = isWaiting ? reckoning.InstallFrom(reckoning.OwedInstall, notBefore) : reckoning.WholeFrom(reckoning.Owed, notBefore);
        return (reckoning.Start(reckoning.Owed, notBefore), install);
    }

    private static DueDecision.NotDue Wait(TickFacts facts, Reckoning reckoning)
    {
        var (prepare, install) = Instants(facts, reckoning, NotBefore(reckoning));
        var isInstall = install < prepare;
        var next = isInstall ? install : prepare;
        var when = CalendarText.When(next, facts);
        var why = reckoning.OpenUntil is not null ? $"{BreakerWords(facts)}; tried again from {when}"
            : facts.Newest is { End: not RunEnd.Done } newest ? $"{CalendarText.Ended(newest, facts)}; tried again from {when}"
            : isInstall ? $"downloaded; {CalendarText.Window(facts.Schedule)} lets installs begin from {when}"
            : reckoning.Owed <= reckoning.Now
                ? $"{(facts.Newest is null ? "there was no run yet; the first one may begin" : "a run was missed while the host was off; it is caught up")} from {when}, as a fleet that boots at once must not run at once"
            : $"next run {when} ({CalendarText.Rhythm(facts.Schedule)})";
        return new DueDecision.NotDue(next, why);
    }

    private static RunReason Reason(TickFacts facts, Reckoning reckoning) => facts.Newest?.End switch
    {
        RunEnd.Failed => RunReason.RetryAfterFailure,
        RunEnd.Deferred => RunReason.RetryAfterDeferral,
        RunEnd.Interrupted => RunReason.RetryAfterInterruption,
        _ when reckoning.Owed > reckoning.Now => RunReason.WindowOpened,
        _ when reckoning.IsInTime && !reckoning.IsClockSetBack => RunReason.Due,
        _ => RunReason.CatchUp,
    };

    private static string Words(RunReason reason, TickFacts facts, Reckoning reckoning) => reason switch
    {
        RunReason.RetryAfterFailure or RunReason.RetryAfterDeferral or RunReason.RetryAfterInterruption => $"{CalendarText.Ended(facts.Newest!, facts)}; tried again",
        RunReason.WindowOpened => $"downloaded before; {CalendarText.Window(facts.Schedule)} is open",
        RunReason.Due => $"due since {CalendarText.When(reckoning.NewestDue, facts)} ({CalendarText.Rhythm(facts.Schedule)})",
        _ when reckoning.IsClockSetBack => $"the newest run is dated {CalendarText.When(facts.Newest!.StartedAt, facts)}, so the clock was set back; a run to be sure",
        _ when facts.Newest is null => "no run yet",
        _ => $"due since {CalendarText.When(reckoning.NewestDue, facts)}, when the host was off; caught up",
    };

    private static string BreakerWords(TickFacts facts) => $"{facts.Streak.Failures} runs failed in a row; left alone";

    private static DateTimeOffset NotBefore(Reckoning reckoning) =>
        reckoning.OpenUntil is { } until ? Later(reckoning.RetryFrom, until) : reckoning.RetryFrom;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
