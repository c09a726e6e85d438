using KuPkg.Agent.History.Queue;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Model;
using KuPkg.Policy.Notices;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.History;

/// <summary>Reads runs back. Works for any user who can read the file, takes no lock, and never waits for a writer.</summary>
internal interface IHistory : IDisposable
{
    /// <summary>The newest runs first.</summary>
    IReadOnlyList<PastRun> Runs(int limit);

    /// <summary>One run; null when there is none with this number.</summary>
    PastRun? Find(long runId);

    /// <summary>The events of a run in order.</summary>
    IReadOnlyList<RunEvent> Events(long runId);

    /// <summary>The newest run that ended in success (up to date, updated, or partly with only known holds); null when there is none.</summary>
    PastRun? LastSuccess();

    /// <summary>The holds that are in force, by package name.</summary>
    IReadOnlyList<Hold> Holds();

    /// <summary>The version from which a run last updated a package to this one; null: none did.</summary>
    string? VersionBefore(PackageId package, string version);

    /// <summary>How often putting back worked.</summary>
    PutBackTally PutBacks();

    /// <summary>How each service is, as far as runs know, by name: those with a contract, and of the others those with which something is the matter.</summary>
    IReadOnlyList<ServiceState> Services();

    /// <summary>What was done to services and processes outside of runs, the newest first.</summary>
    IReadOnlyList<ServiceAct> ServiceActs(int limit);

    /// <summary>What the calendar rests on.</summary>
    CalendarMemory Calendar();

    /// <summary>When this host first saw the incoming version of each change, in their order; null: never before.</summary>
    IReadOnlyList<DateTimeOffset?> FirstSeen(IReadOnlyList<Change> changes);

    /// <summary>The breakers of packages that failed.</summary>
    IReadOnlyList<NamedBreaker> PackageBreakers();

    /// <summary>What is remembered of mirrors, by address.</summary>
    IReadOnlyList<MirrorMemory> MirrorMemories();

    /// <summary>What each mirror did for a run, that which gave most first; empty when it had no gateway.</summary>
    IReadOnlyList<MirrorTally> Mirrors(long runId);

    /// <summary>Numbers that only grow.</summary>
    IReadOnlyList<Counter> Counters();

    /// <summary>What this host knows and has not installed, as the newest run that looked left it.</summary>
    IReadOnlyList<PendingUpdate> Pending();

    /// <summary>The notice of a run; null: it had none.</summary>
    ToldNotice? Notice(long runId);

    /// <summary>The newest reboot that was asked for; null: none.</summary>
    PastReboot? LastReboot();

    /// <summary>Jobs of the queue, the newest first.</summary>
    IReadOnlyList<QueuedJob> Jobs(int limit);

    /// <summary>Commands that ended under <c>kupkg guard</c>, the newest first.</summary>
    IReadOnlyList<QueuedJob> GuardedJobs(int limit);

    /// <summary>A job of the queue, or a guarded command; null: there is none with this number.</summary>
    QueuedJob? FindJob(long job);

    /// <summary>What was seen of a job, in order.</summary>
    IReadOnlyList<JobNote> JobNotes(long job);

    /// <summary>Jobs that are at work or to be tried (again), in their order.</summary>
    IReadOnlyList<QueuedJob> OpenJobs();
}
