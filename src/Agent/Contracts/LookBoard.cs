using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts;

/// <summary>
/// Looks at several services for several who ask at the same time: one look serves all who asked before it began, and there is never more than one at work. Thread-safe.
/// </summary>
internal sealed class LookBoard(ServiceReader reader, IReadOnlyList<ServiceContract> contracts)
{
    private readonly Lock _gate = new();
    private Task<IReadOnlyList<ServiceLook>>? _atWork, _next;

    /// <summary>A look at a service that begins after this call.</summary>
    /// <exception cref="IOException">systemd does not answer.</exception>
    public async Task<ServiceLook> LookAsync(string service)
    {
        Task<IReadOnlyList<ServiceLook>> mine;
        lock (_gate)
        {
            if (_atWork is null or { IsCompleted: true })
                mine = _atWork = Task.Run(() => reader.LookAsync(contracts, CancellationToken.None));
            else
                mine = _next ??= AfterAsync(_atWork);
        }

        return (await mine).First(l => l.Service == service);
    }

    private async Task<IReadOnlyList<ServiceLook>> AfterAsync(Task earlier)
    {
        await earlier.ContinueWith(static _ => { }, TaskScheduler.Default);
        Task<IReadOnlyList<ServiceLook>> mine;
        lock (_gate)
        {
            _next = null;
            mine = _atWork = Task.Run(() => reader.LookAsync(contracts, CancellationToken.None));
        }

        return await mine;
    }
}
