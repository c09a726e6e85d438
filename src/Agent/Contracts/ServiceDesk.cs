using KuPkg.Agent.Kill;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts;

/// <summary>All that a run needs to prove services. Thread-safe.</summary>
/// <param name="contracts">The written contracts in force.</param>
/// <param name="launcher">Starts the questions and checks.</param>
/// <param name="killer">Ends instances.</param>
/// <param name="settings">What is done about services without a contract.</param>
/// <param name="time">The clock.</param>
internal sealed class ServiceDesk(IReadOnlyList<ServiceContract> contracts, ILauncher launcher, IKiller killer, ServiceSettings settings, TimeProvider time)
{
    public IReadOnlyList<ServiceContract> Contracts => contracts;

    public TouchFinder Finder { get; } = new(launcher, contracts, settings.IsRestartOfAll);

    public ServiceReader Reader { get; } = new(launcher);

    public ContractProbe Probe { get; } = new(launcher, time);

    /// <summary>The tools for renewing some services.</summary>
    /// <param name="services">Their contracts.</param>
    /// <param name="listener">Hears what happens.</param>
    /// <param name="stop">Asks to cut short what is waited for only to be sure.</param>
    public RenewalTools ToolsFor(IReadOnlyList<ServiceContract> services, IRenewalListener listener, CancellationToken stop) =>
        new(new LookBoard(Reader, services), Probe, new ServiceControl(launcher), new InstanceEnder(killer), listener, time, stop);
}
