using KuPkg.Agent.Config;
using KuPkg.Agent.Contracts.Kicks;
using KuPkg.Agent.History;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Commands;

/// <summary>The kicks in the history, which is opened when the first is asked for: a healthy host's is not touched.</summary>
internal sealed class KickJournal(HostPaths paths, TimeProvider time) : IKickMemory, IDisposable
{
    private readonly Lock _gate = new();
    private Journal? _journal;

    /// <inheritdoc/>
    public IReadOnlyList<ServiceAct> ActsOf(string service, DateTimeOffset since) => With(journal => journal.ServiceActs(service, since));

    /// <inheritdoc/>
    public void Record(ServiceAct act) => With(journal =>
    {
        journal.RecordServiceAct(act);
        return 0;
    });

    public void Dispose() => _journal?.Dispose();

    private T With<T>(Func<Journal, T> use)
    {
        lock (_gate)
        {
            try
            {
                if (_journal is null)
                {
                    _journal = Journal.Open(paths, time, out var warning);
                    if (warning is not null)
                        Console.Error.WriteLine($"kupkg: {warning}");
                }

                return use(_journal);
            }
            catch (HistoryException e)
            {
                throw new IOException(e.Message, e);
            }
        }
    }
}
