using KuPkg.Policy.Records;

namespace KuPkg.Agent.Contracts.Kicks;

/// <summary>Remembers what was done to services between runs. Thread-safe.</summary>
internal interface IKickMemory
{
    /// <summary>What was done to a service since an instant.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    IReadOnlyList<ServiceAct> ActsOf(string service, DateTimeOffset since);

    /// <summary>Remembers it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    void Record(ServiceAct act);
}
