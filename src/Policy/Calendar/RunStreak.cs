using KuPkg.Policy.Breakers;

namespace KuPkg.Policy.Calendar;

/// <summary>What the newest runs of a host have in common. The host's breaker follows from them, so nothing but the runs must be stored. Pure.</summary>
/// <param name="Failures">Failed and interrupted runs in a row; deferred ones between them are not counted and break no row.</param>
/// <param name="Deferrals">Deferred runs in a row, the newest first.</param>
/// <param name="Breaker">The host's breaker.</param>
public sealed record RunStreak(int Failures, int Deferrals, BreakerState Breaker)
{
    /// <summary>No run yet, or a good one.</summary>
    public static RunStreak None { get; } = new(0, 0, BreakerState.Closed);

    /// <summary>Reads the row from the runs.</summary>
    /// <param name="newestFirst">As far back as the last run that was done, or at least 20: the open time has long reached its cap then.</param>
    /// <param name="every">The period, which is the cap of the breaker's open time.</param>
    /// <param name="place">The host's place, from which jitter is drawn.</param>
    public static RunStreak Of(IReadOnlyList<EndedRun> newestFirst, TimeSpan every, HostPlace place)
    {
        ArgumentNullException.ThrowIfNull(newestFirst);
        var policy = BreakerPolicy.ForHost(every);
        var (failures, deferrals, breaker, hasInstallFailed) = (0, 0, BreakerState.Closed, false);
        for (var i = newestFirst.Count - 1; i >= 0; i--)
        {
            var run = newestFirst[i];
            deferrals = run.End == RunEnd.Deferred ? deferrals + 1 : 0;

            // That the lists could be fetched says nothing about installs that fail every night.
            if (run.End == RunEnd.Done && (run.MayInstall || !hasInstallFailed))
                (failures, breaker, hasInstallFailed) = (0, BreakerState.Closed, false);
            if (run.End is not (RunEnd.Failed or RunEnd.Interrupted))
                continue;

            failures++;
            hasInstallFailed |= run.MayInstall;
            var at = run.EndedAt ?? run.StartedAt;
            breaker = Breakers.Breaker.Fail(breaker, policy, at, place.Draw(DrawPurpose.Breaker, at.UtcTicks));
        }

        return new RunStreak(failures, deferrals, breaker);
    }
}
