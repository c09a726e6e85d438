using KuPkg.Agent.Config;
using KuPkg.Agent.Contracts;
using KuPkg.Agent.Drivers;
using KuPkg.Agent.History;
using KuPkg.Agent.Kill;
using KuPkg.Agent.Runs.Hooks;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Runs;

/// <summary>What every stage of one run works with. Nothing in it changes during the run.</summary>
internal sealed record RunContext
{
    public required RunRequest Request { get; init; }

    /// <summary>Runs whose kupkg died, oldest first: this one takes them up.</summary>
    public IReadOnlyList<RunStart> Unfinished { get; init; } = [];

    /// <summary>The host's place among all hosts, from which jitter is drawn.</summary>
    public required HostPlace Place { get; init; }

    /// <summary>When what the run finds may be installed; null: now. Else it ends with the download.</summary>
    public DateTimeOffset? InstallFrom { get; init; }

    public required RunStart Start { get; init; }

    public required KuPkgSettings Settings { get; init; }

    public required HostPaths Paths { get; init; }

    public required IDriver Driver { get; init; }

    public required ToolRunner Tools { get; init; }

    /// <summary>Through which packages and lists are fetched.</summary>
    public required RunGateway Gateway { get; init; }

    /// <summary>Looks at, checks and renews services; null: this is a root below the host, in which none run.</summary>
    public ServiceDesk? Services { get; init; }

    /// <summary>The operator's programs around the run.</summary>
    public required RunHooks Hooks { get; init; }

    public required IJournal Journal { get; init; }

    /// <summary>Carries out kills outside of the run's own jobs.</summary>
    public required IKiller Killer { get; init; }

    public required ILauncher Launcher { get; init; }

    public required IProgressListener Progress { get; init; }

    public required RunEvents Events { get; init; }

    public required RunFolder Folder { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>A person or the system asks the run to stop.</summary>
    public required CancellationToken Stop { get; init; }

    /// <summary>Why no new step may begin; null: go on. What is under way is always watched to its end.</summary>
    public Ending? ReasonToStop()
    {
        if (Stop.IsCancellationRequested)
            return new Ending(Policy.Model.Outcome.Deferred, "stopped on request; what was begun was finished");
        if (!File.Exists(Paths.ConfigFile))
            return new Ending(Policy.Model.Outcome.Quarantined, $"{Paths.ConfigFile} was removed during the run; nothing new was begun");
        return null;
    }
}
