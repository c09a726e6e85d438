namespace KuPkg.Policy.Locks;

/// <summary>What holds a lock. Only <see cref="Manager"/> is ever signalled.</summary>
public enum HolderKind
{
    /// <summary>A package manager of the known families, or something that one of them started.</summary>
    Manager,

    /// <summary>A run of KuPkg, or what it watches: its own watch looks after it.</summary>
    OwnRun,

    /// <summary>Another program.</summary>
    Unknown,

    /// <summary>A process in a pid namespace below ours.</summary>
    Container,

    /// <summary>A process outside of our pid namespace: the kernel says that the lock is held, and nothing more.</summary>
    OutOfSight,

    /// <summary>Somebody whom only root can find out.</summary>
    Hidden,
}
