namespace KuPkg.Policy.Calendar;

/// <summary>A run to come, for <c>kupkg status</c>.</summary>
/// <param name="At">From when on; the first tick after it begins the run. Not before now.</param>
/// <param name="Scope">What it will do.</param>
/// <param name="Why">In words, without times: <c>every 12 h, this host's place</c>.</param>
public sealed record NextRun(DateTimeOffset At, RunScope Scope, string Why);

/// <summary>What a run will do.</summary>
public enum RunScope
{
    /// <summary>All: refresh, plan, download, install.</summary>
    Whole,

    /// <summary>Refresh, plan, download.</summary>
    Prepare,

    /// <summary>Install what was, or will have been, downloaded. Refreshed again before that.</summary>
    Install,
}
