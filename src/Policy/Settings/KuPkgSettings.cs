namespace KuPkg.Policy.Settings;

/// <summary>All validated settings of a host. The defaults are those of an empty configuration file.</summary>
public sealed record KuPkgSettings
{
    /// <summary>The repository track the host follows. Default <c>stable</c>.</summary>
    public string Track { get; init; } = "stable";

    /// <summary>Whether a person is asked before a kill or a put-back. Default <see cref="Priority.Normal"/>.</summary>
    public Priority Priority { get; init; } = Priority.Normal;

    /// <summary>When runs happen.</summary>
    public ScheduleSettings Schedule { get; init; } = new();

    /// <summary>What is upgraded.</summary>
    public PackageSettings Packages { get; init; } = new();

    /// <summary>Patience while fetching.</summary>
    public DownloadLimits Download { get; init; } = new();

    /// <summary>Patience while installing.</summary>
    public InstallLimits Install { get; init; } = new();

    /// <summary>Patience and tries while repairing.</summary>
    public RepairLimits Repair { get; init; } = new();

    /// <summary>Other holders of the package manager's locks.</summary>
    public LockSettings Locks { get; init; } = new();

    /// <summary>How long history is kept. Default 730 days.</summary>
    public TimeSpan HistoryKeep { get; init; } = TimeSpan.FromDays(730);
}

/// <summary>How dear the host's work is.</summary>
public enum Priority
{
    /// <summary>Policy decides.</summary>
    Normal,

    /// <summary>A person is asked before a kill or a put-back.</summary>
    Critical,
}

/// <summary><c>[schedule]</c>.</summary>
public sealed record ScheduleSettings
{
    /// <summary>The period. Default 12 h, at least 15 min.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(12);

    /// <summary>No success for so long is called stale. Default 3 days.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromDays(3);
}

/// <summary><c>[packages]</c>.</summary>
public sealed record PackageSettings
{
    /// <summary>Only security updates. Default false.</summary>
    public bool SecurityOnly { get; init; }

    /// <summary>Globs of packages that are to be upgraded; empty: all. Default empty.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Globs of packages that are never upgraded by KuPkg. Default empty.</summary>
    public IReadOnlyList<string> Never { get; init; } = [];

    /// <summary>Whether the plan may remove packages. Default false.</summary>
    public bool AllowRemovals { get; init; }

    /// <summary>Bytes of outgoing versions that are kept. Default 2 GiB.</summary>
    public long KeepAsideMaxBytes { get; init; } = 2L << 30;
}

/// <summary><c>[limits.download]</c>.</summary>
public sealed record DownloadLimits
{
    /// <summary>How long a connection may take and a first byte may be awaited. Default 5 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The least rate. Default 2 KiB/s.</summary>
    public long FloorBytesPerSecond { get; init; } = 2048;

    /// <summary>The window of <see cref="FloorBytesPerSecond"/>. Default 15 s.</summary>
    public TimeSpan FloorOver { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Reported when exceeded. Default 30 min.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(30);
}

/// <summary><c>[limits.install]</c>.</summary>
public sealed record InstallLimits
{
    /// <summary>Nothing moves for so long: stalled. Default 5 min.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>CPU without effect for so long: spinning. Default 30 min.</summary>
    public TimeSpan Spin { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Reported when exceeded; no new step begins. Default 2 h.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Killed after so long whatever it does; null: off. Default off.</summary>
    public TimeSpan? Hard { get; init; }
}

/// <summary><c>[limits.repair]</c>.</summary>
public sealed record RepairLimits
{
    /// <summary>As for an install, shorter: the same script has hung before. Default 1 min.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often one version is tried in all, the first time included, before it is put back and held. Default 2.</summary>
    public int Tries { get; init; } = 2;
}

/// <summary><c>[locks]</c>.</summary>
public sealed record LockSettings
{
    /// <summary>How long other holders are waited for in all, before the run is deferred. Default 30 min, at least 0.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A holder in which nothing moves for so long is hung. Default 5 min, at least 2 s. One that is longer than <see cref="Wait"/> is never reached.</summary>
    public TimeSpan HungAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What becomes of a hung holder that nobody sits at. Default <see cref="HungHolder.Kill"/>.</summary>
    public HungHolder OnHung { get; init; } = HungHolder.Kill;

    /// <summary>What becomes of a hung holder that has a terminal or belongs to a login session. Default <see cref="HungHolder.Report"/>.</summary>
    public HungHolder Interactive { get; init; } = HungHolder.Report;
}

/// <summary>What becomes of a package manager that holds a lock and hangs.</summary>
public enum HungHolder
{
    /// <summary>It is ended like a job of KuPkg's own that hangs, and the database repaired.</summary>
    Kill,

    /// <summary>It is waited for as if it made progress.</summary>
    Wait,

    /// <summary>It is waited for no longer, and a person is told.</summary>
    Report,
}
