using System.Globalization;
using KuPkg.Agent.Config;
using KuPkg.Agent.History.Queue;
using KuPkg.Agent.Kill;
using KuPkg.Agent.Runs;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Watch;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Schedule;

/// <summary>What became of one visit to the queue.</summary>
/// <param name="Job">The job that was worked on; null: none.</param>
/// <param name="State">Where it stands now.</param>
/// <param name="IsBusy">Whether a run, or a run that is still to be taken up, stood in the way.</param>
internal sealed record QueueVisit(QueuedJob? Job, JobState State, bool IsBusy)
{
    public static QueueVisit Nothing { get; } = new(null, JobState.Waiting, IsBusy: false);

    public static QueueVisit Busy { get; } = new(null, JobState.Waiting, IsBusy: true);
}

/// <summary>
/// Works off one job of the queue under the run lock, as a job may be a package operation: takes up the one whose kupkg died, else the first that is due.
/// </summary>
internal sealed class QueueWorker(
    HostPaths paths, KuPkgSettings settings, ILauncher launcher, IWatchman watchman, RoleOf roles, TimeProvider time, Func<double> fraction, Action<string> say)
{
    // Beyond it the middle of the output is given back to the file system.
    private const long MostOutputBytes = 64L << 20;

    /// <summary>Works off one.</summary>
    /// <param name="stop">Nothing new begins; what is at work is watched to its end.</param>
    /// <exception cref="KuPkg.Agent.History.HistoryException">The history cannot be used.</exception>
    public async Task<QueueVisit> WorkAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(paths.RuntimeDirectory);
        using var held = RunLock.TryTake(paths.RunLock);
        if (held is null)
            return QueueVisit.Busy;
        using var queue = JobQueue.Open(paths, time, out var warning);
        if (warning is not null)
            say(warning);

        // One at a time holds for what a dead run left at work, too.
        if (queue.IsRunUnfinished())
            return QueueVisit.Busy;
        if (queue.OpenJobs().FirstOrDefault(static j => j.State == JobState.Running) is { } dead)
            return await TakeUpAsync(queue, dead, stop);
        var now = time.GetUtcNow();
        return !stop.IsCancellationRequested && queue.OpenJobs().FirstOrDefault(j => j.IsDue(now)) is { } next ? await BeginAsync(queue, next, stop) : QueueVisit.Nothing;
    }

    private async Task<QueueVisit> BeginAsync(JobQueue queue, QueuedJob waiting, CancellationToken stop)
    {
        PrepareFolder();
        var output = Path.Join(paths.QueueDirectory, string.Create(CultureInfo.InvariantCulture, $"{waiting.JobId}-{waiting.Tries + 1}.out"));
        var job = queue.Take(waiting, time.GetUtcNow(), JobSurvivor.BootId, output);
        say($"job {job.JobId}, try {job.Tries} of {job.Asked.MostTries}: {job.Asked}");
        var launch = new Launch(job.Asked.Argv[0], [.. job.Asked.Argv.Skip(1)])
        {
            Environment = ChildEnvironment.With([.. job.Asked.Environment.Select(static v => (v.Key, v.Value)), JobSurvivor.MarkOf(job)]),
            WorkingDirectory = job.Asked.Directory,
            OutputPath = output,
            Scope = JobSurvivor.ScopeOf(job),
        };
        IChild child;
        try
        {
            child = launcher.Start(launch);
        }
        catch (Exception e) when (e is LaunchException or ArgumentException)
        {
            return Finish(queue, job, TimeSpan.Zero, ExitStatus.Unknown, e.Message);
        }

        using (child)
        {
            queue.Started(job, child.Id.Pid);
            if (child.ScopeNote is { } note)
                queue.Note(job, time.GetUtcNow(), note);
            return await WatchAsync(queue, job, child, isAdopted: false, stop);
        }
    }

    private async Task<QueueVisit> TakeUpAsync(JobQueue queue, QueuedJob job, CancellationToken stop)
    {
        if (JobSurvivor.Find(job) is var (root, session))
        {
            // A kill that broke off in its middle leaves what it had stopped: it goes on, and is judged anew.
            Frozen.Release(root.Id, session, JobSurvivor.ScopeOf(job));
            if (AdoptedChild.TryAdopt(root.Id, session, null, time) is { } child)
            {
                using (child)
                {
                    say($"job {job.JobId} is still at work although its kupkg ended; watched from here on (pid {root.Id.Pid})");
                    queue.Note(job, time.GetUtcNow(), $"taken up: pid {root.Id.Pid} was still at work");
                    return await WatchAsync(queue, job, child, isAdopted: true, stop);
                }
            }
        }

        return Finish(queue, job, TimeSpan.Zero, ExitStatus.Unknown, "its kupkg ended while it ran, and nothing of it is at work any more: how it ended is not known");
    }

    private async Task<QueueVisit> WatchAsync(JobQueue queue, QueuedJob job, IChild child, bool isAdopted, CancellationToken stop)
    {
        var output = job.Newest!.Output;
        var observer = new JobObserver(
            text =>
            {
                queue.Note(job, time.GetUtcNow(), text);
                say($"job {job.JobId}: {text}");
            },
            new OutputBound(output, MostOutputBytes));
        var report = await watchman.WatchAsync(
            new Job
            {
                Name = $"job {job.JobId}",
                Child = child,
                Limits = LimitsOf(job.Asked.Limits),
                OutputPaths = [output],
                Roles = roles,
                Priority = settings.Priority,
            },
            observer, stop);
        foreach (var left in report.LeftBehind)
            queue.Note(job, time.GetUtcNow(), $"left running on purpose: {left}");
        var summary = observer.EndedBecause is { } why ? $"{report.Status}; ended by kupkg: {why}"
            : isAdopted ? "ended under the watch of a later kupkg, which could not see how"
            : report.Status.ToString();
        return Finish(queue, job, report.Took, report.Status, summary);
    }

    private QueueVisit Finish(JobQueue queue, QueuedJob job, TimeSpan took, ExitStatus status, string summary)
    {
        var (state, next) = queue.Finish(job, time.GetUtcNow(), took, status, summary, fraction());
        say($"job {job.JobId}: {summary}; " + (state switch
        {
            JobState.Done => "done",
            JobState.Failed => string.Create(CultureInfo.InvariantCulture, $"tried again from {next!.Value.ToUniversalTime():HH:mm:ss} UTC"),
            _ => $"given up after {(job.Tries == 1 ? "1 try" : $"{job.Tries} tries")}; its output is {job.Newest!.Output}",
        }));
        return new QueueVisit(job, state, IsBusy: false);
    }

    private WatchLimits LimitsOf(JobLimits own)
    {
        var host = PhaseLimits.For(Phase.Install, settings);
        return host with { Quiet = own.Quiet ?? host.Quiet, Spin = own.Spin ?? host.Spin, Budget = own.Budget ?? host.Budget, Hard = own.Hard ?? host.Hard };
    }

    // Outputs live as long as the history does.
    private void PrepareFolder()
    {
        Directory.CreateDirectory(paths.QueueDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var oldest = (time.GetUtcNow() - settings.HistoryKeep).UtcDateTime;
        foreach (var file in Directory.EnumerateFiles(paths.QueueDirectory).Where(f => File.GetLastWriteTimeUtc(f) < oldest))
            File.Delete(file);
    }
}
