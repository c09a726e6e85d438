using KuPkg.Agent.Locks;

namespace KuPkg.Agent.Runs;

/// <summary>One run a host: a lock of flock(2) on a file of the runtime directory.</summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileLock _lock;

    private RunLock(FileLock held) => _lock = held;

    /// <summary>Takes the lock; null when another run has it.</summary>
    /// <exception cref="IOException">The file cannot be made or locked.</exception>
    public static RunLock? TryTake(string path) => FileLock.TryTake(path) is { } held ? new RunLock(held) : null;

    public void Dispose() => _lock.Dispose();
}
