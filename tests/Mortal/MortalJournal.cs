using System.Runtime.InteropServices;
using KuPkg.Agent.History;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Model;
using KuPkg.Policy.Notices;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Mortal;

/// <summary>A journal that kills its process, as <c>kill -9</c> does, just before one of its writes.</summary>
internal sealed partial class MortalJournal(IJournal inner, int end, bool countsProgress) : IJournal
{
    private const int Kill = 9;

    private int _writes;

    public RunStart BeginRun(RunStart start) => Mortally(() => inner.BeginRun(start));

    public void Append(long runId, RunEvent happened)
    {
        if (happened is PackageStepped && !countsProgress)
            inner.Append(runId, happened);
        else
            Mortally(() => inner.Append(runId, happened));
    }

    public IReadOnlyList<RunStart> UnfinishedRuns() => inner.UnfinishedRuns();

    public void CloseInterrupted(long runId, DateTimeOffset at, string why) => Mortally(() => inner.CloseInterrupted(runId, at, why));

    public IReadOnlyList<Change> PlannedChanges(long runId) => inner.PlannedChanges(runId);

    public IReadOnlyList<OpenService> OpenServices() => inner.OpenServices();

    public void CloseServices(long runId, IReadOnlyList<string> services) => Mortally(() => inner.CloseServices(runId, services));

    public IReadOnlyList<ServiceState> ServiceStates() => inner.ServiceStates();

    public IReadOnlyList<ServiceAct> ServiceActs(string service, DateTimeOffset since) => inner.ServiceActs(service, since);

    public void RecordServiceAct(ServiceAct act) => Mortally(() => inner.RecordServiceAct(act));

    public CalendarMemory Calendar() => inner.Calendar();

    public IReadOnlyList<DateTimeOffset?> FirstSeen(IReadOnlyList<Change> changes) => inner.FirstSeen(changes);

    public void RecordSeen(IReadOnlyList<Change> changes, DateTimeOffset at) => Mortally(() => inner.RecordSeen(changes, at));

    public IReadOnlyList<NamedBreaker> PackageBreakers() => inner.PackageBreakers();

    public void SetPackageBreaker(NamedBreaker breaker) => Mortally(() => inner.SetPackageBreaker(breaker));

    public IReadOnlyList<Hold> Holds() => inner.Holds();

    public void PlaceHold(Hold hold) => Mortally(() => inner.PlaceHold(hold));

    public void EndHold(Hold hold, DateTimeOffset at, string why) => Mortally(() => inner.EndHold(hold, at, why));

    public int FailedTries(string package, string version) => inner.FailedTries(package, version);

    public void RecordFailedTry(long runId, string package, string version, string why, DateTimeOffset at) =>
        Mortally(() => inner.RecordFailedTry(runId, package, version, why, at));

    public TimeSpan LongestKnownQuiet(string package) => inner.LongestKnownQuiet(package);

    public void RecordQuiet(long runId, string package, TimeSpan quiet, DateTimeOffset at) => Mortally(() => inner.RecordQuiet(runId, package, quiet, at));

    public IReadOnlyList<MirrorMemory> MirrorMemories() => inner.MirrorMemories();

    public void RecordMirrors(long runId, IReadOnlyList<MirrorTally> tallies, IReadOnlyList<MirrorMemory> memories, DateTimeOffset at) =>
        Mortally(() => inner.RecordMirrors(runId, tallies, memories, at));

    public NothingToDo? NothingToDo() => inner.NothingToDo();

    public void SetNothingToDo(NothingToDo? known) => Mortally(() => inner.SetNothingToDo(known));

    public ToldNotice? LastNotice() => inner.LastNotice();

    public void RecordNotice(ToldNotice told) => Mortally(() => inner.RecordNotice(told));

    public void RecordReboot(PastReboot reboot) => Mortally(() => inner.RecordReboot(reboot));

    public void Prune(DateTimeOffset before) => Mortally(() => inner.Prune(before));

    public void Dispose() => inner.Dispose();

    private void Mortally(Action write) => Mortally(() =>
    {
        write();
        return 0;
    });

    private T Mortally<T>(Func<T> write)
    {
        if (++_writes == end)
            _ = SendSignal(Environment.ProcessId, Kill);
        return write();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);
}
