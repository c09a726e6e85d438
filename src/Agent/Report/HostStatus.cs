using KuPkg.Agent.Config;
using KuPkg.Agent.History;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary>How a host is.</summary>
internal enum HostState
{
    Ok,
    Attention,
    Stale,
    NeedsYou,
    Quarantined,
    NeverRan,
}

/// <summary>What the status screen and its JSON say.</summary>
internal sealed record HostStatus
{
    public required string Host { get; init; }

    public required string Track { get; init; }

    public required string Manager { get; init; }

    public required HostState State { get; init; }

    /// <summary>Why, in one line; empty when all is well.</summary>
    public required string Headline { get; init; }

    /// <summary>What to type about it, each with a word on what it does.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];

    /// <summary>The newest run that has ended, in whichever way.</summary>
    public PastRun? LastRun { get; init; }

    public PastRun? LastSuccess { get; init; }

    /// <summary>Runs since the last success that are why the host is stale or interrupted, newest first.</summary>
    public IReadOnlyList<PastRun> Troubles { get; init; } = [];

    /// <summary>The runs to come, in order.</summary>
    public IReadOnlyList<NextRun> NextRuns { get; init; } = [];

    /// <summary>Updaters that are enabled beside KuPkg.</summary>
    public IReadOnlyList<OtherUpdater> OtherUpdaters { get; init; } = [];

    /// <summary>Packages that are left alone as versions of them failed in a row.</summary>
    public IReadOnlyList<PausedPackage> Paused { get; init; } = [];

    public IReadOnlyList<HeldPackage> Held { get; init; } = [];

    /// <summary>How each service is, as far as runs know.</summary>
    public IReadOnlyList<ServiceState> Services { get; init; } = [];

    /// <summary>Services that <c>kupkg check --kick</c> leaves alone.</summary>
    public IReadOnlyList<HeldService> HeldServices { get; init; } = [];

    /// <summary>How often putting back worked.</summary>
    public PutBackTally PutBacks { get; init; }

    public IReadOnlyList<string> NeedsPerson { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Why a reboot is needed; null when it is not.</summary>
    public string? Reboot { get; init; }

    /// <summary>What KuPkg will do about it.</summary>
    public RebootDecision RebootPlan { get; init; } = new RebootDecision.No("");

    /// <summary>The run at work; null when there is none.</summary>
    public RunStatus? Running { get; init; }

    /// <summary>0 OK, quarantined or not yet run; 1 attention or stale; 2 a person is needed.</summary>
    public int ExitCode => State switch
    {
        HostState.NeedsYou => 2,
        HostState.Attention or HostState.Stale => 1,
        _ => 0,
    };
}

/// <summary>A hold with the command that frees it.</summary>
/// <param name="Hold">The hold.</param>
/// <param name="FreedBy">The command that frees it at once; a newer version frees it by itself.</param>
internal sealed record HeldPackage(Hold Hold, string FreedBy);
