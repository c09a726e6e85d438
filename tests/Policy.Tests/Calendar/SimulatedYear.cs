using KuPkg.Policy.Breakers;
using KuPkg.Policy.Calendar;

namespace KuPkg.Policy.Tests.Calendar;

/// <summary>
/// A host through a year of ticks, each 15 min and up to a minute late, with reboots, days without power and runs that fail. At each tick the decision is held against
/// the promises of the calendar, which are worked out here in a way of their own: from the wall clock and the grid.
/// </summary>
internal sealed class SimulatedYear(SimulatedHost host, Random random, double trouble)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestLateness = TimeSpan.FromMinutes(1);

    private DateTimeOffset _busyUntil;
    private OpenWindow? _installedIn;

    public int Runs { get; private set; }

    /// <summary>Goes through the time.</summary>
    /// <returns>The first promise that was broken, in words; null: none.</returns>
    public string? Through(DateTimeOffset from, int days)
    {
        var offUntil = from;
        for (var slot = from; slot < from.AddDays(days); slot += Tick)
        {
            var now = slot.AddSeconds(random.Next((int)LongestLateness.TotalSeconds));
            if (random.NextDouble() < trouble / 200)
            {
                // Power goes, maybe in mid-run, for minutes or for days.
                host.UpSince = now.AddMinutes(random.NextDouble() < 0.5 ? 5 : random.Next(5000));
                offUntil = host.UpSince;
                _busyUntil = offUntil;
            }

            if (now < offUntil || now < _busyUntil)
                continue;
            var decision = host.Decide(now);
            if (Broken(decision, now) is { } broken)
                return $"{now:u} {TimeZoneInfo.ConvertTime(now, host.Zone):ddd HH:mm}: {broken}: {decision}";
            Run(decision, now);
        }

        return null;
    }

    private void Run(DueDecision decision, DateTimeOffset now)
    {
        if (decision is not (DueDecision.RunNow or DueDecision.PrepareOnly))
            return;
        Runs++;
        var dice = random.NextDouble();
        var end = dice < trouble * 0.1 ? RunEnd.Failed : dice < trouble * 0.15 ? RunEnd.Deferred : dice < trouble * 0.18 ? RunEnd.Interrupted : RunEnd.Done;
        var took = TimeSpan.FromMinutes(random.Next(0, trouble > 0 ? 40 : 5));
        host.Ran(decision, now, took, end, finds: random.NextDouble() < 0.5);
        _busyUntil = now + took;
        _installedIn = trouble == 0 && host.IsInstallWaiting ? _installedIn ?? NextWindow(now) : null;
    }

    private string? Broken(DueDecision decision, DateTimeOffset now) =>
        OutsideTheWindow(decision, now) ?? Twice(decision, now) ?? TooLate(decision, now) ?? WaitedThroughAWindow(now) ?? NotAsAnnounced(decision, now);

    private string? OutsideTheWindow(DueDecision decision, DateTimeOffset now) =>
        decision is DueDecision.RunNow && !WallClock.IsOpen(host.Schedule.Windows, host.Zone, now) ? "an install begins outside of the window" : null;

    private string? Twice(DueDecision decision, DateTimeOffset now)
    {
        var due = host.Grid.NewestAt(now);
        return decision is DueDecision.RunNow && host.LastInstalled >= due ? "a second run for one due instant"
            : decision is DueDecision.PrepareOnly && host.LastPrepared >= due && host.Newest!.End == RunEnd.Done ? "prepared twice for one due instant"
            : null;
    }

    private string? TooLate(DueDecision decision, DateTimeOffset now)
    {
        if (decision is DueDecision.RunNow or DueDecision.PrepareOnly)
            return null;
        if (decision is DueDecision.Deferred)
            return Breaker.PhaseAt(host.Streak.Breaker, now) == BreakerPhase.Open ? null : "deferred by a breaker that is not open";

        var due = host.Grid.NewestAt(now);
        var jitter = host.Schedule.Spread.Most;
        var spread = jitter < TimeSpan.FromMinutes(30) ? jitter : TimeSpan.FromMinutes(30);
        if (due < host.UpSince && now < host.UpSince + (spread * host.Place.Fraction))
            return null;
        return host.Newest switch
        {
            null or { End: RunEnd.Done } => host.LastPrepared >= due ? null : "a due instant passed",
            { End: RunEnd.Interrupted } when host.Streak.Failures == 1 => "an interrupted run was not taken up",
            { End: RunEnd.Deferred } run => now < run.EndedAt + TimeSpan.FromHours(1) ? null : "no retry within an hour of a deferral",
            { } run => now < (run.EndedAt ?? run.StartedAt) + host.Schedule.Every ? null : "no retry within a period of a failure",
        };
    }

    // While nothing goes wrong, what waits when a window opens is installed when it closes.
    private string? WaitedThroughAWindow(DateTimeOffset now) =>
        _installedIn is { } window && now >= window.Closes ? $"what waited was not installed in the window from {window.Opens:u} to {window.Closes:u}" : null;

    private OpenWindow NextWindow(DateTimeOffset now) =>
        new InstallWindows(host.Schedule.Windows, host.Zone).From(now).First(w => w.Opens > now && w.Length > Tick + LongestLateness);

    private string? NotAsAnnounced(DueDecision decision, DateTimeOffset now)
    {
        if (random.Next(20) > 0)
            return null;
        var announced = TickPolicy.NextRuns(host.FactsAt(now));
        if (announced.Zip(announced.Skip(1)).Any(pair => pair.First.At > pair.Second.At))
            return $"announced in disorder: {string.Join(", ", announced)}";
        return decision switch
        {
            DueDecision.NotDue { Next: var next } when next <= now || next != announced[0].At => $"announced for {announced[0]}",
            DueDecision.NotDue { Next: var next } when host.Decide(next) is not (DueDecision.RunNow or DueDecision.PrepareOnly) => $"at {next:u} it is {host.Decide(next)}",
            DueDecision.NotDue { Next: var next } when host.Decide(next.AddSeconds(-1)) is DueDecision.RunNow or DueDecision.PrepareOnly => "it is due before",
            DueDecision.PrepareOnly { InstallFrom: var from } when from <= now || from != announced[1].At => $"announced for {announced[1]}",
            DueDecision.RunNow or DueDecision.PrepareOnly when announced[0].At != now => $"due, and announced for {announced[0]}",
            _ => null,
        };
    }
}
