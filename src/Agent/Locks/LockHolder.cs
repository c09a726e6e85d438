namespace KuPkg.Agent.Locks;

/// <summary>A process that holds a lock on a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Pid">The holder; -1 when the kernel does not say (an open file description lock).</param>
/// <param name="Name">Its short name; <c>unknown</c> when it is gone or in another pid namespace.</param>
/// <param name="Kind">POSIX, OFDLCK or FLOCK, as the kernel calls it.</param>
internal sealed record LockHolder(string Path, int Pid, string Name, string Kind);
