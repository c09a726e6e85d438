using KuPkg.Agent.Locks;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>The lock of the distribution's own updater, which a run holds for its whole length. Not thread-safe.</summary>
internal sealed class UpdaterLock(RunContext run) : IDisposable
{
    private FileLock? _held;
    private bool _isOff = run.Driver.UpdaterLockPath is null;

    /// <summary>The file, while somebody else holds it; null otherwise.</summary>
    public string? HeldByAnother => _held is null && !_isOff ? run.Driver.UpdaterLockPath : null;

    /// <summary>Takes it if it is free. Where it cannot be taken at all the run goes on without it: the locks of the package manager itself protect the work.</summary>
    public void Seek()
    {
        if (_isOff || _held is not null)
            return;
        try
        {
            _held = FileLock.TryTake(run.Driver.UpdaterLockPath!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _isOff = true;
            run.Events.Warn($"the distribution's own updater may start during this run: cannot lock {run.Driver.UpdaterLockPath}: {e.Message}");
        }
    }

    public void Dispose() => _held?.Dispose();
}
