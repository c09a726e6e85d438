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
    private const int RunsLookedAt = 10;

    /// <summary>It may. The holder disposes the lock and the journal when the run is over.</summary>
    public sealed record Admitted(RunLock Lock, IJournal Journal, RunStart Start, IReadOnlyList<RunStart> Unfinished) : Admission;

    /// <summary>Another run is at work.</summary>
    public sealed record AnotherRun : Admission;

    /// <summary>It is not yet time.</summary>
    /// <param name="Next">When it is.</param>
    public sealed record NotDue(DateTimeOffset Next) : Admission;

    /// <summary>Whether <see cref="Seek"/> would begin a run now: the same questions, in the same order, and nothing is begun or kept. Between the two another run may come.</summary>
    /// <returns>Null when it would; else why not: <see cref="AnotherRun"/> or <see cref="NotDue"/>.</returns>
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
            var runs = history.Runs(RunsLookedAt);
            var due = NextDue(settings, request, runs.Any(static r => r is { Record: null, Interrupted: null }), runs.Count > 0 ? runs[0].Start.At : null, time.GetUtcNow());
            return due is { } next ? new NotDue(next) : null;
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
            if (NextDue(settings, request, unfinished.Count > 0, journal.LastStart(), now) is { } next)
            {
                journal.Dispose();
                held.Dispose();
                return new NotDue(next);
            }

            var self = ProcStat.TryRead(Environment.ProcessId);
            var start = journal.BeginRun(new RunStart(
                0, HostName(paths), manager, settings.Track, request.IsNow ? "--now" : unfinished.Count > 0 ? $"takes up run {unfinished[^1].RunId}" : "due", now, Environment.ProcessId,
                self?.Id.StartTicks ?? 0, BootId(), KuPkgVersion.Text));
            return new Admitted(held, journal, start, unfinished);
        }
        catch
        {
            journal?.Dispose();
            held.Dispose();
            throw;
        }
    }

    // When a run is due; null: now.
    private static DateTimeOffset? NextDue(KuPkgSettings settings, RunRequest request, bool isOneUnfinished, DateTimeOffset? lastStart, DateTimeOffset now) =>
        !request.IsNow && !isOneUnfinished && DuePolicy.NextDue(settings.Schedule, lastStart, now) is var due && due > now ? due : null;

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
