using KuPkg.Policy.Calendar;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Calendar;

/// <summary>A host that keeps what a real one would find in its history, and asks the policy at each tick.</summary>
internal sealed class SimulatedHost(ScheduleSettings schedule, TimeZoneInfo zone, HostPlace place)
{
    private const int RunsKept = 20;

    private readonly List<EndedRun> _newestFirst = [];

    public PeriodGrid Grid { get; } = new(schedule, place);

    public ScheduleSettings Schedule => schedule;

    public TimeZoneInfo Zone => zone;

    public HostPlace Place => place;

    public DateTimeOffset UpSince { get; set; } = DateTimeOffset.UnixEpoch;

    public TimeSpan ExpectedDuration { get; set; }

    public bool IsInstallWaiting { get; set; }

    public DateTimeOffset? LastPrepared { get; private set; }

    public DateTimeOffset? LastInstalled { get; private set; }

    public EndedRun? Newest => _newestFirst.Count > 0 ? _newestFirst[0] : null;

    public RunStreak Streak => RunStreak.Of(_newestFirst, schedule.Every, place);

    public TickFacts FactsAt(DateTimeOffset now) => new()
    {
        Schedule = schedule, Zone = zone, Place = place, Now = now, UpSince = UpSince, Newest = Newest, LastPrepared = LastPrepared, LastInstalled = LastInstalled,
        Streak = Streak, ExpectedDuration = ExpectedDuration, IsInstallWaiting = IsInstallWaiting,
    };

    public DueDecision Decide(DateTimeOffset now) => TickPolicy.Decide(FactsAt(now));

    /// <summary>Does what a decision says, if it is a run. What a preparing run finds waits for the window.</summary>
    public void Ran(DueDecision decision, DateTimeOffset start, TimeSpan took, RunEnd end = RunEnd.Done, bool finds = true)
    {
        if (decision is not (DueDecision.RunNow or DueDecision.PrepareOnly))
            return;
        var run = new EndedRun(start, end == RunEnd.Interrupted ? null : start + took, end, decision is DueDecision.RunNow);
        _newestFirst.Insert(0, run);
        if (_newestFirst.Count > RunsKept)
            _newestFirst.RemoveAt(RunsKept);
        if (end != RunEnd.Done)
            return;
        LastPrepared = start;
        LastInstalled = run.MayInstall ? start : LastInstalled;
        IsInstallWaiting = !run.MayInstall && (IsInstallWaiting || finds);
    }
}
