namespace KuPkg.Policy.Settings;

/// <summary><c>[service.NAME]</c> of a file in <c>contracts.d</c>: what must be true of a service before and after its packages change, and between upgrades.</summary>
public sealed record ServiceContract
{
    /// <summary>How an operator names it: letters, digits, dots, hyphens, underscores and <c>@</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The packages that it depends on; a change of one of them touches it. At least one.</summary>
    public required IReadOnlyList<string> Packages { get; init; }

    /// <summary>The executable whose instances must not survive an upgrade; null: only the unit's main process is judged.</summary>
    public string? Executable { get; init; }

    /// <summary>Only instances of this user; null: of any.</summary>
    public string? User { get; init; }

    /// <summary>Who starts it again. Default systemd.</summary>
    public Supervisor Supervisor { get; init; } = Supervisor.Systemd;

    /// <summary>The unit, init script or job; null: NAME (with <c>.service</c> under systemd).</summary>
    public string? Unit { get; init; }

    /// <summary>How it is restarted. Default <c>supervisor</c>.</summary>
    public RestartWay Restart { get; init; } = RestartWay.Supervisor;

    /// <summary>How long it may take to end after SIGTERM before SIGKILL. Default 30 s, at least 1 s.</summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What becomes of instances outside the unit. Default <c>report</c>.</summary>
    public Strays Strays { get; init; } = Strays.Report;

    /// <summary>How long checks must go on passing after a restart, and the restart count not climb. Default 20 s.</summary>
    public TimeSpan StableFor { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>What is done, in this order, until it is healthy. Default restart, then page.</summary>
    public IReadOnlyList<Remedy> OnFailure { get; init; } = [Remedy.Restart, Remedy.Page];

    /// <summary>Whether an upgrade is held off while the service is ill already. Default false: it is recorded, and not blamed on the upgrade.</summary>
    public bool IsUpgradeBlockedWhenIll { get; init; }

    /// <summary>Whether systemd's count of starts is set back when it stands in the way (start limit). Default false: the limit is waited for, up to a minute, and else respected.</summary>
    public bool IsStartLimitReset { get; init; }

    /// <summary><c>critical</c>: a person is asked before it is killed or put back. Default normal.</summary>
    public Priority Priority { get; init; } = Priority.Normal;

    /// <summary>How long it may take to come up: the longest <c>within</c> of its checks, 30 s where it has none.</summary>
    public TimeSpan Patience => Checks.Count == 0 ? TimeSpan.FromSeconds(30) : Checks.Max(static c => c.Within);

    /// <summary>The checks; empty: that its unit is active.</summary>
    public IReadOnlyList<ServiceCheck> Checks { get; init; } = [];
}

/// <summary>Who starts a service again.</summary>
public enum Supervisor
{
    /// <summary>systemd.</summary>
    Systemd,

    /// <summary>A script in <c>/etc/init.d</c>, by service(8).</summary>
    SysV,

    /// <summary>upstart, by initctl(8).</summary>
    Upstart,

    /// <summary>Nobody.</summary>
    None,
}

/// <summary>How a service is restarted.</summary>
public enum RestartWay
{
    /// <summary>SIGTERM, then SIGKILL, and the supervisor respawns it.</summary>
    Kill,

    /// <summary>By the supervisor.</summary>
    Supervisor,

    /// <summary>By <c>kupkg flip</c>.</summary>
    Flip,

    /// <summary>Not by KuPkg.</summary>
    None,
}

/// <summary>What becomes of instances outside the unit.</summary>
public enum Strays
{
    /// <summary>They are told of.</summary>
    Report,

    /// <summary>They are ended.</summary>
    Kill,
}

/// <summary>What is done about a service that is not healthy after its upgrade.</summary>
public enum Remedy
{
    /// <summary>What is left of old instances is ended.</summary>
    Kill,

    /// <summary>It is restarted once more.</summary>
    Restart,

    /// <summary>Its packages are put back on this host.</summary>
    Rollback,

    /// <summary>The versions are held.</summary>
    Hold,

    /// <summary>A person is told.</summary>
    Page,
}
