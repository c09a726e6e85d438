using KuPkg.Agent.Contracts;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Services;

/// <summary>The services that a plan touches, as they were before. While it is not disposed, nobody else of KuPkg starts or stops those with a contract.</summary>
/// <param name="runId">The run that saw them.</param>
/// <param name="services">Each as it was.</param>
internal sealed class WatchedServices(long runId, IReadOnlyList<SeenService> services) : IDisposable
{
    private readonly List<ServiceLock> _locks = [];

    public long RunId => runId;

    public IReadOnlyList<SeenService> Services => services;

    public static WatchedServices None => new(0, []);

    /// <summary>Holds a lock until all is done.</summary>
    public void Hold(ServiceLock held) => _locks.Add(held);

    public void Dispose() => _locks.ForEach(static l => l.Dispose());
}
