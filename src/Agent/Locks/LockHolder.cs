namespace KuPkg.Agent.Locks;

/// <summary>Who holds a lock on a file, or waits for it.</summary>
/// <param name="Path">The file, as it was asked for.</param>
/// <param name="Pid">
/// The process; <see cref="OutOfSight"/> when it is outside of our pid namespace; -1 when the lock belongs to an open file and who has that could not be found.
/// </param>
/// <param name="Name">The process's short name; empty when it is not known.</param>
/// <param name="Kind">The kind of lock.</param>
/// <param name="IsWaiting">Whether it only waits for another to give the lock up.</param>
internal sealed record LockHolder(string Path, int Pid, string Name, LockKind Kind, bool IsWaiting)
{
    /// <summary>The number that the kernel gives a process which has none here.</summary>
    public const int OutOfSight = 0;

    /// <summary>As an operator reads it: <c>apt-get (pid 8123)</c>.</summary>
    public string Who => Pid switch
    {
        OutOfSight => "a process outside of this pid namespace",
        < 0 => "an open file that the kernel ascribes to no process",
        _ => Name.Length > 0 ? $"{Name} (pid {Pid})" : $"pid {Pid}",
    };
}

/// <summary>Kinds of advisory locks. apt and dpkg take POSIX locks and are stopped by POSIX and by open file description locks, not by flock(2).</summary>
internal enum LockKind
{
    /// <summary>fcntl(2), of a process.</summary>
    Posix,

    /// <summary>fcntl(2), of an open file description.</summary>
    OpenFileDescription,

    /// <summary>flock(2). The process named took it; who else has the open file holds it as well.</summary>
    Flock,
}
