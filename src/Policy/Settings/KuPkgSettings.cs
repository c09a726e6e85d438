namespace KuPkg.Policy.Settings;

/// <summary>All validated settings of a host. The defaults are those of an empty configuration file.</summary>
public sealed record KuPkgSettings
{
    /// <summary>The repository track that the host follows, such as <c>unstable</c>, <c>testing</c> or <c>stable</c>: a label, shown and recorded. Default <c>stable</c>.</summary>
    public string Track { get; init; } = "stable";

    /// <summary><c>normal</c>, or <c>critical</c>: a person is asked before a kill or a put-back; your own hooks keep their limits all the same. Default <c>normal</c>.</summary>
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

    /// <summary>What a cleaning of defunct processes and old instances may do.</summary>
    public ZombieSettings Zombies { get; init; } = new();

    /// <summary>Where packages come from.</summary>
    public MirrorSettings Mirrors { get; init; } = new();

    /// <summary>Services after an upgrade.</summary>
    public ServiceSettings Services { get; init; } = new();

    /// <summary>Rebooting.</summary>
    public RebootSettings Reboot { get; init; } = new();

    /// <summary>The operator's own programs around a run.</summary>
    public HookSettings Hooks { get; init; } = new();

    /// <summary>Notices.</summary>
    public NotifySettings Notify { get; init; } = new();

    /// <summary>Numbers for Prometheus.</summary>
    public MetricsSettings Metrics { get; init; } = new();

    /// <summary>How long runs stay in the history; holds in force stay longer. Default 2 years (730 days), at least 1 day.</summary>
    public TimeSpan HistoryKeep { get; init; } = TimeSpan.FromDays(730);
}
