using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Watch.Sampling;

/// <summary>What a process was found to sleep in.</summary>
/// <param name="Point">For the judge and the report.</param>
/// <param name="Sockets">Inodes of the sockets it sleeps on.</param>
/// <param name="LockHolder">Who holds the file lock that it waits for; null: none, or out of sight.</param>
internal sealed record Sleep(WaitPoint Point, IReadOnlyList<long> Sockets, ProcessId? LockHolder);
