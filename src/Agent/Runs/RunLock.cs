using KuPkg.Agent.Locks;

namespace KuPkg.Agent.Runs;

/// <summary>One run a host: a lock of flock(2) on a file of the runtime directory.</summary>
internal sealed class RunLock : IDisposable
{
    private const UnixFileMode EveryoneReads = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly FileLock _lock;

    private RunLock(FileLock held) => _lock = held;

    /// <summary>Takes the lock; null when another run has it.</summary>
    /// <exception cref="IOException">The file cannot be made or locked.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static RunLock? TryTake(string path)
    {
        // Since the last boot nothing of kupkg may have run.
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, EveryoneReads);
        return FileLock.TryTake(path) is { } held ? new RunLock(held) : null;
    }

    public void Dispose() => _lock.Dispose();
}
