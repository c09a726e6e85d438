using KuPkg.Agent.History.Queue;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Model;
using KuPkg.Policy.Notices;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.History;

/// <summary>The history of a host on which nothing ran yet.</summary>
internal sealed class EmptyHistory : IHistory
{
    public IReadOnlyList<PastRun> Runs(int limit) => [];

    public PastRun? Find(long runId) => null;

    public IReadOnlyList<RunEvent> Events(long runId) => [];

    public PastRun? LastSuccess() => null;

    public IReadOnlyList<Hold> Holds() => [];

    public string? VersionBefore(PackageId package, string version) => null;

    public PutBackTally PutBacks() => default;

    public IReadOnlyList<ServiceState> Services() => [];

    public IReadOnlyList<ServiceAct> ServiceActs(int limit) => [];

    public CalendarMemory Calendar() => CalendarMemory.Nothing;

    public IReadOnlyList<DateTimeOffset?> FirstSeen(IReadOnlyList<Change> changes) => new DateTimeOffset?[changes.Count];

    public IReadOnlyList<NamedBreaker> PackageBreakers() => [];

    public IReadOnlyList<MirrorMemory> MirrorMemories() => [];

    public IReadOnlyList<MirrorTally> Mirrors(long runId) => [];

    public IReadOnlyList<Counter> Counters() => [];

    public IReadOnlyList<PendingUpdate> Pending() => [];

    public ToldNotice? Notice(long runId) => null;

    public PastReboot? LastReboot() => null;

    public IReadOnlyList<QueuedJob> Jobs(int limit) => [];

    public IReadOnlyList<QueuedJob> GuardedJobs(int limit) => [];

    public QueuedJob? FindJob(long job) => null;

    public IReadOnlyList<JobNote> JobNotes(long job) => [];

    public IReadOnlyList<QueuedJob> OpenJobs() => [];

    public void Dispose()
    {
    }
}
