using KuPkg.Policy.Gates;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Contracts;

/// <summary>What the renewals of some services share. Thread-safe.</summary>
/// <param name="board">Looks at all of them.</param>
/// <param name="probe">Makes their checks.</param>
/// <param name="control">Asks their supervisors.</param>
/// <param name="ender">Ends instances.</param>
/// <param name="listener">Hears what happens.</param>
/// <param name="time">The clock.</param>
/// <param name="stop">A person or the system asks the run to stop: what is waited for only to be sure is cut short.</param>
internal sealed class RenewalTools(LookBoard board, ContractProbe probe, ServiceControl control, InstanceEnder ender, IRenewalListener listener, TimeProvider time, CancellationToken stop) : IDisposable
{
    // A library that all services use must not have all of them start at the same moment.
    private const int MostAtOnce = 4;

    private readonly Lock _gate = new();

    public ContractProbe Probe => probe;

    public ServiceControl Control => control;

    public InstanceEnder Ender => ender;

    public TimeProvider Time => time;

    public CancellationToken Stop => stop;

    /// <summary>How many may be on their way from the old instance to the new one at the same time.</summary>
    public SemaphoreSlim Turnstile { get; } = new(MostAtOnce);

    /// <inheritdoc cref="LookBoard.LookAsync"/>
    public Task<ServiceLook> LookAsync(string service) => board.LookAsync(service);

    public void Tell(string service, ServiceStep step, string text, IReadOnlyList<string> evidence)
    {
        lock (_gate)
            listener.Stepped(service, step, text, evidence);
    }

    public void Tell(string service, KillReport report)
    {
        lock (_gate)
            listener.Killed(service, report);
    }

    public void Dispose() => Turnstile.Dispose();
}
