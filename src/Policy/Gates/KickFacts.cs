using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Gates;

/// <summary>What is known of a service when <c>kupkg check --kick</c> asks what is to be done about it.</summary>
public sealed record KickFacts
{
    /// <summary>Its contract, a written one.</summary>
    public required ServiceContract Contract { get; init; }

    /// <summary>What its unit and its processes are like.</summary>
    public required ServiceLook Look { get; init; }

    /// <summary>What its checks came to, each tried as often as it says; those that were not due are missing.</summary>
    public IReadOnlyList<CheckResult> Checks { get; init; } = [];

    /// <summary>What its script or job is like, where another than systemd supervises it; null: systemd does, or nobody.</summary>
    public ServiceStanding? Standing { get; init; }

    /// <summary>When it was started or restarted before, in any order.</summary>
    public IReadOnlyList<DateTimeOffset> Kicks { get; init; } = [];

    /// <summary>When a person was told of it instead, in any order.</summary>
    public IReadOnlyList<DateTimeOffset> Reports { get; init; } = [];

    /// <summary>Why a person holds it; empty: no reason was given, null: it is not held.</summary>
    public string? Hold { get; init; }

    /// <summary>Whether somebody else of KuPkg is at it: a run that upgrades it, or another kick.</summary>
    public bool IsLocked { get; init; }

    /// <summary>The unit that this program runs in; empty: none.</summary>
    public string OwnUnit { get; init; } = "";

    /// <summary>The clock.</summary>
    public required DateTimeOffset Now { get; init; }
}

/// <summary>What a supervisor without a memory of its own says of a service.</summary>
/// <param name="Obstacle">Why it is not to be started: no link starts it at boot, its file cannot be read; empty: nothing.</param>
/// <param name="IsRunning">What its status says; null: nothing that could be relied on.</param>
public sealed record ServiceStanding(string Obstacle, bool? IsRunning);
