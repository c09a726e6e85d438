using KuPkg.Policy.Gates;
using KuPkg.Policy.Model;

namespace KuPkg.Policy.Zombies;

/// <summary>What was seen of one process of this host. Never changes.</summary>
/// <param name="Id">Which.</param>
/// <param name="Name">The kernel's short name.</param>
/// <param name="State">The state letter of proc(5).</param>
/// <param name="ParentPid">Its parent.</param>
public sealed record SeenProcess(ProcessId Id, string Name, char State, int ParentPid)
{
    private const string SessionPrefix = "session-", ManagerPrefix = "user@";

    /// <summary>Its user's name; empty: not known.</summary>
    public string User { get; init; } = "";

    /// <summary>Its command line; empty: it has none, as defunct processes.</summary>
    public string Command { get; init; } = "";

    /// <summary>The path of what it runs, without the mark of a deleted file; empty: not known.</summary>
    public string Executable { get; init; } = "";

    /// <summary>What became of that file since.</summary>
    public ImageState Image { get; init; }

    /// <summary>Its control group, such as <c>/system.slice/foo.service</c>; empty: not known.</summary>
    public string Cgroup { get; init; } = "";

    /// <summary>Whether it is in a pid namespace below ours.</summary>
    public bool IsNested { get; init; }

    /// <summary>Whether it is a thread of the kernel.</summary>
    public bool IsKernelThread { get; init; }

    /// <summary>How many threads it has.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Code that it runs and that is not on disk any more, the executable included.</summary>
    public IReadOnlyList<string> Deleted { get; init; } = [];

    /// <summary>Whether what it runs could not be looked at.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Whether it has ended and was not reaped. A leader that ended before its threads is a husk that no parent can reap yet, and not meant.</summary>
    public bool IsDefunct => State is 'Z' or 'X' && Threads <= 1;

    /// <summary>Where it stands.</summary>
    public ProcessHome Home => HomePolicy.Of(Cgroup, "", IsNested);

    /// <summary>The unit or scope that it is in; empty: none.</summary>
    public string Unit => UnitName.In(Cgroup);

    /// <summary>The login session that it is in, such as <c>session 3</c>, or <c>user 1000</c> for what a user's own manager started; empty: none.</summary>
    public string Session
    {
        get
        {
            foreach (var part in Home == ProcessHome.LoginSession ? Cgroup.Split('/') : [])
            {
                if (part.StartsWith(SessionPrefix, StringComparison.Ordinal) && UnitName.IsScope(part))
                    return $"session {part[SessionPrefix.Length..^UnitName.Scope.Length]}";
                if (part.StartsWith(ManagerPrefix, StringComparison.Ordinal) && UnitName.IsService(part))
                    return $"user {part[ManagerPrefix.Length..^UnitName.Service.Length]}";
            }

            return Home == ProcessHome.LoginSession ? "user.slice" : "";
        }
    }

    /// <summary><c>food (pid 812)</c>.</summary>
    public string Words => $"{Name} (pid {Id.Pid})";
}

/// <summary>What became of the file that a process runs.</summary>
public enum ImageState
{
    /// <summary>It is the one on disk, or it is not known what it is.</summary>
    Current,

    /// <summary>It was deleted, and nothing is at its path.</summary>
    Deleted,

    /// <summary>Another file is at its path.</summary>
    Replaced,
}
