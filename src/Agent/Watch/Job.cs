using KuPkg.Agent.Shell;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Watch;

/// <summary>A process tree that KuPkg started and watches.</summary>
internal sealed record Job
{
    /// <summary>As the operator knows it, such as <c>install</c> or <c>repair: dpkg --configure -a</c>.</summary>
    public required string Name { get; init; }

    public required IChild Child { get; init; }

    public required WatchLimits Limits { get; init; }

    /// <summary>Files that grow by output and status; their lengths are summed.</summary>
    public required IReadOnlyList<string> OutputPaths { get; init; }

    /// <summary>Directories whose files grow while fetching (not recursive); may not exist yet.</summary>
    public IReadOnlyList<string> GrowingDirectories { get; init; } = [];

    /// <summary>Tells the role of each process.</summary>
    public required RoleOf Roles { get; init; }

    public Priority Priority { get; init; } = Priority.Normal;

    /// <summary>The longest known quiet of a package's script on this host, from the history.</summary>
    public Func<string, TimeSpan> KnownQuiet { get; init; } = static _ => TimeSpan.Zero;

    /// <summary>The counters of what KuPkg itself does for the job, at a time since the job began: a gateway through which it fetches. Null: nothing.</summary>
    public Func<TimeSpan, ElsewhereWork>? Helper { get; init; }

    /// <summary>Files whose locks must be free, or held by the surviving manager, after a kill.</summary>
    public IReadOnlyList<string> LockPaths { get; init; } = [];

    /// <summary>Whether the job is over when its root has ended, whoever of it is left. Default: the rest of its session is watched to its end, or for a time.</summary>
    public bool EndsWithRoot { get; init; }

    /// <summary>
    /// Whether orphans that came to this process, its subreaper, and stayed in its session are the job's: it is the only job, and shares that session because it shares
    /// the terminal.
    /// </summary>
    public bool HasOwnSessionsOrphans { get; init; }

    /// <summary>The manager's own log, of which the last lines are kept as evidence; null: none.</summary>
    public string? ManagerLog { get; init; }
}
