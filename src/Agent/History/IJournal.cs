using KuPkg.Policy.Calendar;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Model;
using KuPkg.Policy.Notices;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.History;

/// <summary>Writes the history of runs: append only. Each call is on disk when it returns (SQLite in WAL mode, synchronous=FULL). One writer at a time.</summary>
internal interface IJournal : IDisposable
{
    /// <summary>Begins a run and gives it its number (the <see cref="RunStart.RunId"/> passed in is ignored).</summary>
    RunStart BeginRun(RunStart start);

    /// <summary>Writes what happened. <see cref="RunEnded"/> closes the run, and a warning after it is added to its record's; progress of packages may be kept in memory until the next other event.</summary>
    void Append(long runId, RunEvent happened);

    /// <summary>Runs that were begun and never ended, oldest first: their kupkg died.</summary>
    IReadOnlyList<RunStart> UnfinishedRuns();

    /// <summary>Closes an unfinished run as interrupted, with what is known of it now.</summary>
    void CloseInterrupted(long runId, DateTimeOffset at, string why);

    /// <summary>What a run was about to install: its newest plan; empty when it made none.</summary>
    IReadOnlyList<Change> PlannedChanges(long runId);

    /// <summary>What runs saw of services before they installed, and never came to prove, the oldest run first. Of their contracts no more than names and packages are known.</summary>
    IReadOnlyList<OpenService> OpenServices();

    /// <summary>Closes what a run saw of some services: they are proven, or judged, or untouched after all.</summary>
    void CloseServices(long runId, IReadOnlyList<string> services);

    /// <summary>How each service is, as far as runs know.</summary>
    IReadOnlyList<ServiceState> ServiceStates();

    /// <summary>What was done to a service outside of runs since an instant, the newest first.</summary>
    IReadOnlyList<ServiceAct> ServiceActs(string service, DateTimeOffset since);

    /// <summary>Remembers what was done to a service or process outside of a run.</summary>
    void RecordServiceAct(ServiceAct act);

    /// <summary>What the calendar rests on.</summary>
    CalendarMemory Calendar();

    /// <summary>When this host first saw the incoming version of each change, in their order; null: never before.</summary>
    IReadOnlyList<DateTimeOffset?> FirstSeen(IReadOnlyList<Change> changes);

    /// <summary>Remembers that the incoming versions were seen; those known before keep their time.</summary>
    void RecordSeen(IReadOnlyList<Change> changes, DateTimeOffset at);

    /// <summary>The breakers of packages that failed; those that never did have none.</summary>
    IReadOnlyList<NamedBreaker> PackageBreakers();

    /// <summary>Writes a package's breaker; a closed one is forgotten.</summary>
    void SetPackageBreaker(NamedBreaker breaker);

    /// <summary>The holds that are in force.</summary>
    IReadOnlyList<Hold> Holds();

    /// <summary>Places a hold that a person asked for; one of the same version is replaced.</summary>
    void PlaceHold(Hold hold);

    /// <summary>Ends a hold that has no purpose any more (a newer version came), or that a person released.</summary>
    void EndHold(Hold hold, DateTimeOffset at, string why);

    /// <summary>Failed tries of one version of a package on this host, all runs together.</summary>
    int FailedTries(string package, string version);

    /// <summary>Remembers that a version failed once more.</summary>
    void RecordFailedTry(long runId, string package, string version, string why, DateTimeOffset at);

    /// <summary>The longest silence after which a script of this package went on by itself; zero when none is known.</summary>
    TimeSpan LongestKnownQuiet(string package);

    /// <summary>Remembers such a silence.</summary>
    void RecordQuiet(long runId, string package, TimeSpan quiet, DateTimeOffset at);

    /// <summary>What is remembered of mirrors.</summary>
    IReadOnlyList<MirrorMemory> MirrorMemories();

    /// <summary>Writes what mirrors did for a run, added to what it wrote before, and what is remembered of them from now on.</summary>
    void RecordMirrors(long runId, IReadOnlyList<MirrorTally> tallies, IReadOnlyList<MirrorMemory> memories, DateTimeOffset at);

    /// <summary>What was so when the newest plan found nothing to do; null: it found something, or there was none.</summary>
    NothingToDo? NothingToDo();

    /// <summary>Replaces it; null: the newest plan found something.</summary>
    void SetNothingToDo(NothingToDo? known);

    /// <summary>The newest notice; null: none was decided on.</summary>
    ToldNotice? LastNotice();

    /// <summary>Remembers a notice; a run has one.</summary>
    void RecordNotice(ToldNotice told);

    /// <summary>Remembers that a reboot is about to be asked for.</summary>
    void RecordReboot(PastReboot reboot);

    /// <summary>Deletes runs that ended before the instant; holds stay.</summary>
    void Prune(DateTimeOffset before);
}
