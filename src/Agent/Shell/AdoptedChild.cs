using KuPkg.Policy.Model;

namespace KuPkg.Agent.Shell;

/// <summary>
/// A process that this one did not start: what a dead run left at work, or another package manager. Its end is seen, its exit code is not
/// (<see cref="ExitStatus.Unknown"/>). Disposing ends the looking, not the process. Thread-safe.
/// </summary>
internal sealed class AdoptedChild : IChild
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();

    private AdoptedChild(PidFd process, int? session, string? scope, TimeProvider time)
    {
        Id = process.Id;
        Session = session;
        Scope = scope;
        Exited = EndOfAsync(process, time, _stop.Token);
    }

    public ProcessId Id { get; }

    public int? Session { get; }

    public string? Scope { get; }

    public Task<ExitStatus> Exited { get; }

    /// <summary>Adopts a process if it is still the one that was seen.</summary>
    /// <param name="id">The process.</param>
    /// <param name="session">Its session, when nothing else is in it; see <see cref="IChild.Session"/>.</param>
    /// <param name="scope">Its systemd scope, when that is its own.</param>
    /// <param name="time">For the looking.</param>
    /// <returns>Null when it is gone.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">The kernel refused, as when too many files are open.</exception>
    public static AdoptedChild? TryAdopt(ProcessId id, int? session, string? scope, TimeProvider time) =>
        PidFd.TryOpen(id) is { } process ? new AdoptedChild(process, session, scope, time) : null;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static async Task<ExitStatus> EndOfAsync(PidFd process, TimeProvider time, CancellationToken stop)
    {
        using (process)
        {
            // A pidfd is readable when its process has ended; no exit of a stranger's child is ours to take.
            while (!process.HasEnded())
                await Task.Delay(Look, time, stop);
            return ExitStatus.Unknown;
        }
    }
}
