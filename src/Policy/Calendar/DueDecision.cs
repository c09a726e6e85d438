namespace KuPkg.Policy.Calendar;

/// <summary>What a tick is to do.</summary>
/// <param name="Why">In words, for the history and the screens; times in the zone of the schedule.</param>
public abstract record DueDecision(string Why)
{
    /// <summary>A run, from refresh to install.</summary>
    /// <param name="Reason">Why now.</param>
    /// <param name="Why">In words.</param>
    public sealed record RunNow(RunReason Reason, string Why) : DueDecision(Why);

    /// <summary>A run that ends after the download: the window is closed.</summary>
    /// <param name="Reason">Why now.</param>
    /// <param name="InstallFrom">When what it finds may be installed. The tick after that decides so by itself.</param>
    /// <param name="Why">In words.</param>
    public sealed record PrepareOnly(RunReason Reason, DateTimeOffset InstallFrom, string Why) : DueDecision(Why);

    /// <summary>Nothing.</summary>
    /// <param name="Next">When that changes, if nothing else does; after now.</param>
    /// <param name="Why">In words.</param>
    public sealed record NotDue(DateTimeOffset Next, string Why) : DueDecision(Why);

    /// <summary>Nothing, although a run is due: the host's breaker is open.</summary>
    /// <param name="Until">When a run may be tried again; after now.</param>
    /// <param name="Why">In words.</param>
    public sealed record Deferred(DateTimeOffset Until, string Why) : DueDecision(Why);
}

/// <summary>Why a run begins now.</summary>
public enum RunReason
{
    /// <summary>Its due instant has come.</summary>
    Due,

    /// <summary>Its due instant came while the host was off, or before it was taken in.</summary>
    CatchUp,

    /// <summary>The one before failed.</summary>
    RetryAfterFailure,

    /// <summary>The one before was deferred.</summary>
    RetryAfterDeferral,

    /// <summary>The one before was interrupted.</summary>
    RetryAfterInterruption,

    /// <summary>What was downloaded may be installed now.</summary>
    WindowOpened,
}
