namespace KuPkg.Policy.Gates;

/// <summary>What systemd says of a unit (systemctl show; the names are its own).</summary>
/// <param name="Name">The unit, with its ending.</param>
public sealed record UnitState(string Name)
{
    /// <summary><c>loaded</c>, <c>not-found</c>, <c>masked</c>, …</summary>
    public string LoadState { get; init; } = "";

    /// <summary><c>active</c>, <c>activating</c>, <c>deactivating</c>, <c>inactive</c>, <c>failed</c>, <c>reloading</c>.</summary>
    public string ActiveState { get; init; } = "";

    /// <summary><c>running</c>, <c>auto-restart</c>, <c>exited</c>, …</summary>
    public string SubState { get; init; } = "";

    /// <summary><c>enabled</c>, <c>disabled</c>, <c>static</c>, <c>masked</c>, …</summary>
    public string UnitFileState { get; init; } = "";

    /// <summary>Why it ended last: <c>success</c>, <c>exit-code</c>, <c>start-limit-hit</c>, …</summary>
    public string Result { get; init; } = "";

    /// <summary><c>simple</c>, <c>forking</c>, <c>oneshot</c>, <c>notify</c>, …</summary>
    public string Type { get; init; } = "";

    /// <summary><c>control-group</c>, <c>process</c>, <c>mixed</c>, <c>none</c>.</summary>
    public string KillMode { get; init; } = "";

    /// <summary><c>no</c>, <c>always</c>, <c>on-failure</c>, …</summary>
    public string Restart { get; init; } = "";

    /// <summary>The main process; 0: none is known.</summary>
    public int MainPid { get; init; }

    /// <summary>How often systemd started it again by itself since a person or a program did (NRestarts).</summary>
    public int Restarts { get; init; }

    /// <summary>Whether its file on disk is newer than what systemd has read.</summary>
    public bool NeedsReload { get; init; }

    /// <summary>Starts are counted over this time; zero: no limit.</summary>
    public TimeSpan StartLimitInterval { get; init; }

    /// <summary>When it came into its present state, since boot; null: it has been in no other in this boot. A start that was refused counts as well.</summary>
    public TimeSpan? ChangedAt { get; init; }

    /// <summary>When it last ceased to be active, since boot; null: it never was active in this boot, or never ceased to be.</summary>
    public TimeSpan? LeftActiveAt { get; init; }

    /// <summary>When its main process ended last, since boot; null: it did not, or none was known.</summary>
    public TimeSpan? MainEndedAt { get; init; }

    /// <summary>Whether a job of systemd for it waits or is at work.</summary>
    public bool IsQueued { get; init; }

    /// <summary>Whether its conditions were looked at and not met, so that it was not started.</summary>
    public bool IsConditionUnmet { get; init; }

    /// <summary>Whether it does its work and ends, so that there is nothing to be gone or to answer.</summary>
    public bool IsOneShot => Type == "oneshot";

    /// <summary>Whether it is there to be started.</summary>
    public bool IsLoaded => LoadState == "loaded";

    /// <summary>Whether a person put it out of reach of everything.</summary>
    public bool IsMasked => LoadState == "masked" || UnitFileState is "masked" or "masked-runtime";

    /// <summary>Whether it runs and is not on its way to another start.</summary>
    public bool IsActive => ActiveState is "active" or "reloading";

    /// <summary>Whether it is on its way up: a job is at work, or systemd waits to start it again.</summary>
    public bool IsStarting => ActiveState == "activating";

    /// <summary>Whether systemd has given it up because it was started too often.</summary>
    public bool IsStartLimitHit => Result == "start-limit-hit";

    /// <summary>Whether it is given up, or has ended badly and is not started again by systemd.</summary>
    public bool IsFailed => ActiveState == "failed";

    /// <summary><c>active (running)</c>.</summary>
    public string Words => IsStartLimitHit ? $"{ActiveState} (start limit hit)" : $"{ActiveState} ({SubState})";
}
