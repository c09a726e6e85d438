using KuPkg.Policy.Model;

namespace KuPkg.Policy.Calendar;

/// <summary>A run of the past, as far as the calendar cares. Runs of single packages, that a person asked for by name, are not among them.</summary>
/// <param name="StartedAt">By the host's clock of that time.</param>
/// <param name="EndedAt">The same; null when it is not known.</param>
/// <param name="End">How it ended.</param>
/// <param name="MayInstall">Whether it was allowed to install; false: it only prepared, since the window was closed.</param>
public sealed record EndedRun(DateTimeOffset StartedAt, DateTimeOffset? EndedAt, RunEnd End, bool MayInstall)
{
    /// <summary>
    /// What the outcome of a run is to the calendar. Partly updated is done, since a package that failed is held and has a breaker of its own. Refused is
    /// done, since trying again with the same lists refuses again.
    /// </summary>
    public static RunEnd EndOf(Outcome outcome) => outcome switch
    {
        Outcome.UpToDate or Outcome.Updated or Outcome.UpdatedNeedsReboot or Outcome.PartlyUpdated or Outcome.Refused or Outcome.Quarantined => RunEnd.Done,
        Outcome.Deferred => RunEnd.Deferred,
        Outcome.FailedConsistent or Outcome.NeedsPerson => RunEnd.Failed,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "an outcome that the calendar does not know"),
    };
}

/// <summary>How a run ended, to the calendar.</summary>
public enum RunEnd
{
    /// <summary>It did what it could: the next one comes at its due instant.</summary>
    Done,

    /// <summary>It failed: it is tried again, with a backoff.</summary>
    Failed,

    /// <summary>Something else was at work: it is tried again, soon.</summary>
    Deferred,

    /// <summary>kupkg or the host died in it: it is taken up at once.</summary>
    Interrupted,
}
