namespace KuPkg.Policy.Model;

/// <summary>What a watched job is doing. The same silence means more patience in some phases than in others.</summary>
public enum Phase
{
    /// <summary>Indexes are fetched: nothing is damaged by stopping.</summary>
    Refresh,

    /// <summary>A simulation or a query: reads only.</summary>
    Plan,

    /// <summary>Archives are fetched: nothing is damaged by stopping.</summary>
    Download,

    /// <summary>The package manager changes the host: scripts run, the database is written.</summary>
    Install,

    /// <summary>The package manager's own repair: as <see cref="Install"/>, with its own limits.</summary>
    Repair,

    /// <summary>Any command, under <c>kupkg guard</c>: it is ended as a whole, and can make good use of a request to end.</summary>
    Command,

    /// <summary>A hook of the operator's, in a run: as <see cref="Command"/>, with a limit on its time.</summary>
    Hook,
}
