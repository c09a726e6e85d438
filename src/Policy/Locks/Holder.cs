using KuPkg.Policy.Model;

namespace KuPkg.Policy.Locks;

/// <summary>Who holds one or more locks of a package manager: its topmost process, and whose it is. Facts only.</summary>
public sealed record Holder
{
    /// <summary>What it is.</summary>
    public required HolderKind Kind { get; init; }

    /// <summary>The topmost process of the package manager, or the process itself for another program; null when it cannot be seen.</summary>
    public ProcessId? Top { get; init; }

    /// <summary>What it is called: the package manager's name, else the kernel's short name. Empty when it cannot be seen.</summary>
    public string Name { get; init; } = "";

    /// <summary>The arguments joined by spaces.</summary>
    public string Command { get; init; } = "";

    /// <summary>The user's name, else the number; empty when unknown.</summary>
    public string User { get; init; } = "";

    /// <summary>Time since the process began; null when unknown.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>The systemd unit or scope it runs in, such as <c>apt-daily-upgrade.service</c>; null: none.</summary>
    public string? Unit { get; init; }

    /// <summary>The login session it belongs to, such as <c>session 3</c>; null: none.</summary>
    public string? Session { get; init; }

    /// <summary>Its controlling terminal, such as <c>pts/3</c>; null: none.</summary>
    public string? Terminal { get; init; }

    /// <summary>Whether a person may sit at it.</summary>
    public bool IsInteractive => Terminal is not null || Session is not null;

    /// <summary><c>apt-get (pid 8123), root, 14 min 2 s, from unattended-upgrades.service</c>.</summary>
    public string Who => Kind switch
    {
        HolderKind.OutOfSight => "a process outside of this pid namespace",
        HolderKind.Hidden => "a process that only root can find",
        _ => string.Join(", ", Parts()),
    };

    private IEnumerable<string> Parts()
    {
        yield return $"{(Name.Length > 0 ? Name : "a process")} (pid {Top})";
        if (Kind == HolderKind.Container)
            yield return "in a pid namespace of its own (a container)";
        if (Kind == HolderKind.OwnRun)
            yield return "of a run of KuPkg";
        if (User.Length > 0)
            yield return User;
        if (Age is { } age)
            yield return LockText.Time(age);
        if (Terminal is { } terminal)
            yield return $"on {terminal}";
        if (Session is { } session)
            yield return $"in login {session}";
        else if (Unit is { } unit)
            yield return $"from {unit}";
    }
}
