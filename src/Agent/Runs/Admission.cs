using KuPkg.Agent.Config;
using KuPkg.Agent.History;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Runs;

/// <summary>Whether a run may begin now, and the things only one run can have.</summary>
internal abstract record Admission
{
    // A run that died is the newest, or followed by those that died in taking it up.
    private const int RunsLookedAt = 3;

    /// <summary>It may. The holder disposes the lock and the journal when the run is over.</summary>
    /// <param name="Lock">The run lock.</param>
    /// <param name="Journal">The history, open for writing.</param>
    /// <param name="Start">The run, which has begun.</param>
    /// <param name="Unfinished">Runs that died and are to be taken up, oldest first.</param>
    /// <param name="Place">The host's place among all hosts.</param>
    /// <param name="InstallFrom">When what it finds may be installed; null: now.</param>
    public sealed record Admitted(
        RunLock Lock, IJournal Journal, RunStart Start, IReadOnlyList<RunStart> Unfinished, HostPlace Place, DateTimeOffset? InstallFrom) : Admission;

    /// <summary>Another run is at work.</summary>
    public sealed record AnotherRun : Admission;

    /// <summary>It is not yet time.</summary>
    /// <param name="Next">When it is.</param>
    /// <param name="Why">In words.</param>
    public sealed record NotDue(DateTimeOffset Next, string Why) : Admission;

    /// <summary>It is time, and the host is left alone for a while as its runs failed.</summary>
    /// <param name="Until">How long.</param>
    /// <param name="Why">In words.</param>
    public sealed record LeftAlone(DateTimeOffset Until, string Why) : Admission;

    /// <summary>Whether <see cref="Seek"/> would begin a run now: the same questions, in the same order, and nothing is begun or kept. Between the two another run may come.</summary>
    /// <returns>Null when it would; else why not.</returns>
    /// <inheritdoc cref="Seek"/>
    public static Admission? Ask(HostPaths paths, KuPkgSettings settings, RunRequest request, TimeProvider time)
    {
        MakeDirectories(paths);
        using var held = RunLock.TryTake(paths.RunLock);
        if (held is null)
            return new AnotherRun();
        if (request.IsNow)
            return null;
        try
        {
            using var history = HistoryReader.Open(paths);
            foreach (var run in history.Runs(RunsLookedAt))
            {
                if (run is { Record: null, Interrupted: null })
                    return null;
            }

            return RefusalOf(TickPolicy.Decide(TickReading.Of(paths, settings.Schedule, history.Calendar(), time.GetUtcNow())));
        }
        catch (HistoryException)
        {
            // Whoever opens it for writing mends it, and tells.
            return null;
        }
    }

    /// <summary>Takes the run lock, and begins a run if one is due, or if one died and is to be taken up.</summary>
    /// <param name="paths">The host.</param>
    /// <param name="settings">Its period.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="manager">The package manager's name.</param>
    /// <param name="openJournal">Opens the history for writing; called when the lock is held.</param>
    /// <param name="time">The host's clock.</param>
    /// <exception cref="IOException">The runtime or state directory cannot be made.</exception>
    public static Admission Seek(
        HostPaths paths, KuPkgSettings settings, RunRequest request, string manager, Func<IJournal> openJournal, TimeProvider time)
    {
        MakeDirectories(paths);
        if (RunLock.TryTake(paths.RunLock) is not { } held)
            return new AnotherRun();

        IJournal? journal = null;
        try
        {
            journal = openJournal();
            var now = time.GetUtcNow();
            var unfinished = journal.UnfinishedRuns();
            var facts = TickReading.Of(paths, settings.Schedule, journal.Calendar(), now);
            var (refusal, why, installFrom) = Judge(request, unfinished, facts, journal);
            if (refusal is not null)
            {
                journal.Dispose();
                held.Dispose();
                return refusal;
            }

            var self = ProcStat.TryRead(Environment.ProcessId);
            var start = journal.BeginRun(new RunStart(
                0, HostName(paths), manager, settings.Track, why, now, Environment.ProcessId,
                self?.Id.StartTicks ?? 0, BootId(), KuPkgVersion.Text)
            {
                MayInstall = installFrom is null,
                IsNamed = request.Only.Count > 0 || request.IsRepairOnly,
            });
            return new Admitted(held, journal, start, unfinished, facts.Place, installFrom);
        }
        catch
        {
            journal?.Dispose();
            held.Dispose();
            throw;
        }
    }

    private static (Admission? Refusal, string Why, DateTimeOffset? InstallFrom) Judge(
        RunRequest request, IReadOnlyList<RunStart> unfinished, TickFacts facts, IJournal journal)
    {
        if (request.IsNow)
            return (null, request.IsRepairOnly ? "doctor --repair" : request.Only.Count > 0 ? $"--now {string.Join(' ', request.Only)}" : "--now", null);
        var decision = TickPolicy.Decide(facts);
        if (unfinished is [.., var dead])
        {
            // An install that had begun is finished, whatever the hour. What had not begun is subject to the window like any other.
            var mayFinish = decision is DueDecision.RunNow || facts.Schedule.Windows.Count == 0 || (dead.MayInstall && journal.PlannedChanges(dead.RunId).Count > 0);
            return (null, $"takes up run {dead.RunId}", mayFinish ? null : decision is DueDecision.PrepareOnly prepare ? prepare.InstallFrom : facts.Now);
        }

        return decision switch
        {
            DueDecision.RunNow run => (null, run.Why, null),
            DueDecision.PrepareOnly prepare => (null, prepare.Why, prepare.InstallFrom),
            _ => (RefusalOf(decision) ?? throw new InvalidOperationException($"a decision without an answer: {decision}"), "", null),
        };
    }

    private static Admission? RefusalOf(DueDecision decision) => decision switch
    {
        DueDecision.NotDue wait => new NotDue(wait.Next, wait.Why),
        DueDecision.Deferred deferred => new LeftAlone(deferred.Until, deferred.Why),
        _ => null,
    };


    private static void MakeDirectories(HostPaths paths)
    {
        const UnixFileMode everyoneReads = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        const UnixFileMode rootOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(paths.RuntimeDirectory, everyoneReads);
        Directory.CreateDirectory(paths.StateDirectory, everyoneReads);
        Directory.CreateDirectory(paths.RunsDirectory, rootOnly);
        Directory.CreateDirectory(paths.AsideDirectory, rootOnly);
    }

    private static string HostName(HostPaths paths) =>
        paths.IsHost ? Environment.MachineName
        : ProcFile.TryReadText(paths.At("etc/hostname"))?.Trim() is { Length: > 0 } name ? name : Path.GetFileName(paths.Root);

    private static string BootId() => ProcFile.TryReadText("/proc/sys/kernel/random/boot_id")?.Trim() ?? "";
}
