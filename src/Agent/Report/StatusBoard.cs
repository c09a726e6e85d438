using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary>
/// Keeps status.json up to date with a run: after each event, and at most once a second with progress. A run never fails because of it:
/// the first error is kept in <see cref="Problem"/>.
/// </summary>
internal sealed class StatusBoard(string path, TimeProvider time) : IRunScreen
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private RunStatus? _status;
    private long _written;

    /// <summary>Why the file could not be written; null when it could.</summary>
    public string? Problem { get; private set; }

    public void Hear(RunEvent happened)
    {
        lock (_gate)
        {
            _status = happened is RunBegan began ? RunStatus.Of(began.Start) : _status?.After(happened);
            // Steps of the package manager come by the hundred.
            if (happened is not PackageStepped || time.GetElapsedTime(_written) >= Pace) Write();
        }
    }

    public void Progress(LiveProgress progress)
    {
        lock (_gate)
        {
            _status = _status?.After(progress, time.GetUtcNow());
            if (time.GetElapsedTime(_written) >= Pace) Write();
        }
    }

    private void Write()
    {
        if (_status is null) return;
        _written = time.GetTimestamp();
        try
        {
            StatusFile.Write(path, _status);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem ??= $"cannot write {path}: {e.Message}. The run goes on; status shows the last state that could be written. Check the space of its file system:     df {path}";
        }
    }
}
