using KuPkg.Agent.History;
using KuPkg.Agent.Config;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary>What <see cref="HostStatusBuilder"/> judges: gathered by the command, so that the judgement itself reads nothing.</summary>
internal sealed record StatusFacts
{
    public required string Host { get; init; }

    public required string Track { get; init; }

    public required string Manager { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>No success for so long is stale.</summary>
    public required TimeSpan StaleAfter { get; init; }

    /// <summary>The newest runs, newest first; some ten are enough.</summary>
    public IReadOnlyList<PastRun> Runs { get; init; } = [];

    public PastRun? LastSuccess { get; init; }

    public IReadOnlyList<Hold> Holds { get; init; } = [];

    /// <summary>How each service is, as far as that holds in this boot.</summary>
    public IReadOnlyList<ServiceState> Services { get; init; } = [];

    /// <summary>How often putting back worked.</summary>
    public PutBackTally PutBacks { get; init; }

    /// <summary>What status.json says; null when there is none.</summary>
    public RunStatus? Live { get; init; }

    /// <summary>Whether the process of <see cref="Live"/> is alive (pid and start time).</summary>
    public bool IsLiveAlive { get; init; }

    /// <summary>Why the history could not be read, as its error says; null when it could.</summary>
    public string? HistoryProblem { get; init; }

    /// <summary>Why the host is quarantined, such as <c>no /etc/kupkg/kupkg.toml</c>; null when it is not.</summary>
    public string? Quarantine { get; init; }

    /// <summary>Since when it is; null when unknown.</summary>
    public DateTimeOffset? QuarantinedSince { get; init; }

    /// <summary>The command that takes the host in again.</summary>
    public string ReleaseCommand { get; init; } = "";

    /// <summary>The runs to come, in order.</summary>
    public IReadOnlyList<NextRun> NextRuns { get; init; } = [];

    /// <summary>Updaters that are enabled beside KuPkg.</summary>
    public IReadOnlyList<OtherUpdater> OtherUpdaters { get; init; } = [];

    /// <summary>Packages that are left alone as versions of them failed in a row.</summary>
    public IReadOnlyList<PausedPackage> Paused { get; init; } = [];

    /// <summary>Services that <c>kupkg check --kick</c> leaves alone.</summary>
    public IReadOnlyList<HeldService> HeldServices { get; init; } = [];

    public string? Reboot { get; init; }

    /// <summary>What KuPkg will do about the reboot.</summary>
    public RebootDecision RebootPlan { get; init; } = new RebootDecision.No("");
}
