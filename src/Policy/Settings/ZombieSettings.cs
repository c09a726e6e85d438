namespace KuPkg.Policy.Settings;

/// <summary><c>[zombies]</c>: what <c>kupkg zombies --clean</c> may do beyond a nudge.</summary>
public sealed record ZombieSettings
{
    /// <summary>
    /// The services that may be restarted when they keep defunct children and a nudge did not help: names or globs, with or without <c>.service</c>. Once an hour at most, and never what
    /// KuPkg restarts in no case (dbus, logind, the network, displays, containers). Default none.
    /// </summary>
    public IReadOnlyList<string> Restart { get; init; } = [];

    /// <summary>
    /// The oldest defunct child must have been started so long ago. The kernel does not tell when a process ended: where children usually live longer than this, it should be longer.
    /// Default 1 h, from 0 to 365 days.
    /// </summary>
    public TimeSpan After { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The executables (absolute paths) and units whose old instances, processes that run a file which was replaced on disk, may be ended: SIGTERM, after 10 s SIGKILL. With
    /// <c>priority = "critical"</c> none is. Default none.
    /// </summary>
    public IReadOnlyList<string> Kill { get; init; } = [];
}
