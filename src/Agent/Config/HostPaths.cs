namespace KuPkg.Agent.Config;

/// <summary>Where things are on a host, or in a root that stands for one (<c>--root</c>). All properties are absolute paths of this mount namespace.</summary>
/// <param name="Root"><c>/</c>, or the directory of a root.</param>
internal sealed record HostPaths(string Root)
{
    public bool IsHost => Root == "/";

    public string ConfigFile { get; init; } = Path.Join(Root, "etc/kupkg/kupkg.toml");

    /// <summary>Drop-in directories, weakest first.</summary>
    public IReadOnlyList<string> DropInDirectories { get; init; } =
        [Path.Join(Root, "usr/lib/kupkg/kupkg.d"), Path.Join(Root, "etc/kupkg/kupkg.d"), Path.Join(Root, "run/kupkg/kupkg.d")];

    /// <summary>Directories of contracts, beside those of the drop-ins, weakest first.</summary>
    public IReadOnlyList<string> ContractDirectories => [.. DropInDirectories.Select(static d => Path.Join(Path.GetDirectoryName(d), "contracts.d"))];

    /// <summary>The operator's own programs around a run: one directory for each point of it.</summary>
    public string HooksDirectory { get; init; } = Path.Join(Root, "etc/kupkg/hooks");

    public string StateDirectory => Path.Join(Root, "var/lib/kupkg");

    public string HistoryFile => Path.Join(StateDirectory, "history.db");

    /// <summary>One folder a run: output, status and simulation files.</summary>
    public string RunsDirectory => Path.Join(StateDirectory, "runs");

    /// <summary>Outgoing versions that are kept for putting back.</summary>
    public string AsideDirectory => Path.Join(StateDirectory, "aside");

    /// <summary>Second links to kupkg itself, which runs execute; root's only.</summary>
    public string ProgramsDirectory => Path.Join(StateDirectory, "bin");

    public string RuntimeDirectory => Path.Join(Root, "run/kupkg");

    /// <summary>One line for who logs in; pam_motd(8) shows the files of its directory.</summary>
    public string MotdFile => Path.Join(Root, "run/motd.d/kupkg");

    public string RunLock => Path.Join(RuntimeDirectory, "run.lock");

    /// <summary>One daemon a host.</summary>
    public string DaemonLock => Path.Join(RuntimeDirectory, "daemon.lock");

    /// <summary>What the child at work of the daemon prints.</summary>
    public string DaemonChildOutput => Path.Join(RuntimeDirectory, "daemon-child.out");

    /// <summary>What the jobs of the queue print, one file a try.</summary>
    public string QueueDirectory => Path.Join(StateDirectory, "queue");

    /// <summary>World-readable, replaced by rename after each step.</summary>
    public string StatusFile => Path.Join(RuntimeDirectory, "status.json");

    /// <summary>A path of the host inside the root.</summary>
    public string At(string hostPath) => Path.Join(Root, hostPath);
}
