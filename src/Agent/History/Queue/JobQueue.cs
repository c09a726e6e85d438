using System.Text.RegularExpressions;
using KuPkg.Agent.Config;
using KuPkg.Policy.Breakers;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.History.Queue;

/// <summary>
/// The queue of jobs in the history: what is given to the daemon, in order, and kept over its end and a power cut. Each call is on disk when it returns. Several
/// processes may add; who takes and finishes holds the run lock. One thread at a time.
/// </summary>
internal sealed partial class JobQueue : IDisposable
{
    private readonly Database _connection;
    private readonly HistoryFile _file;

    private JobQueue(Database connection, HistoryFile file)
    {
        _connection = connection;
        _file = file;
    }

    /// <summary>Opens the history for writing, and creates it when there is none.</summary>
    /// <param name="paths">Where it is.</param>
    /// <param name="time">For the name of a damaged file.</param>
    /// <param name="warning">What an operator must know (a damaged file was set aside); null when all is well.</param>
    /// <exception cref="HistoryException">It cannot be used, or a newer program wrote it.</exception>
    public static JobQueue Open(HostPaths paths, TimeProvider time, out string? warning)
    {
        var file = new HistoryFile(paths, time);
        return new JobQueue(file.Open(out warning), file);
    }

    /// <summary>Puts a job at the end.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="ArgumentException">It cannot be kept as it is: no program, too many tries, or something that looks like a secret.</exception>
    /// <exception cref="HistoryException">It cannot be written.</exception>
    public long Add(NewJob job, DateTimeOffset at)
    {
        Check(job);
        return Guarded(() => _connection.Atomically(() =>
        {
            _connection.Run(
                """
                INSERT INTO jobs (argv, environment, directory, quiet_s, spin_s, budget_s, hard_s, most_tries, queued_by, queued_at, state, tries)
                VALUES ($argv, $environment, $directory, $quiet, $spin, $budget, $hard, $most, $by, $at, 'waiting', 0)
                """,
                ("$argv", JobJson.Write(job.Argv)), ("$environment", JobJson.Write(job.Environment)), ("$directory", job.Directory),
                ("$quiet", Seconds(job.Limits.Quiet)), ("$spin", Seconds(job.Limits.Spin)), ("$budget", Seconds(job.Limits.Budget)),
                ("$hard", Seconds(job.Limits.Hard)), ("$most", job.MostTries), ("$by", job.QueuedBy), ("$at", Columns.Time(at)));
            return _connection.Number("SELECT last_insert_rowid()");
        }));
    }

    /// <inheritdoc cref="IHistory.OpenJobs"/>
    public IReadOnlyList<QueuedJob> OpenJobs() => Guarded(() => JobRows.Open(_connection));

    /// <inheritdoc cref="IHistory.Jobs"/>
    public IReadOnlyList<QueuedJob> Jobs(int limit) => Guarded(() => JobRows.Newest(_connection, limit));

    /// <summary>Takes a job: its next try begins. Written before anything is started.</summary>
    /// <returns>The job as it is now.</returns>
    public QueuedJob Take(QueuedJob job, DateTimeOffset at, string bootId, string output)
    {
        var nr = job.Tries + 1;
        Guarded(() => _connection.Atomically(() =>
        {
            _connection.Run(
                "INSERT INTO job_tries (job, nr, began_at, boot_id, output) VALUES ($job, $nr, $at, $boot, $output)",
                ("$job", job.JobId), ("$nr", nr), ("$at", Columns.Time(at)), ("$boot", bootId), ("$output", output));
            return _connection.Run("UPDATE jobs SET state = 'running', tries = $nr, next_try_at = NULL WHERE job = $job", ("$nr", nr), ("$job", job.JobId));
        }));
        return job with { State = JobState.Running, Tries = nr, NextTryAt = null, Newest = new JobTry(nr, at, bootId, null, output, null, "") };
    }

    /// <summary>Remembers the topmost process of the try at work, by which a later kupkg finds its session.</summary>
    public void Started(QueuedJob job, int pid) => Guarded(() => _connection.Run(
        "UPDATE job_tries SET pid = $pid WHERE job = $job AND nr = $nr", ("$pid", pid), ("$job", job.JobId), ("$nr", job.Tries)));

    /// <summary>Writes what was seen of the try at work.</summary>
    public void Note(QueuedJob job, DateTimeOffset at, string text) => Guarded(() => _connection.Run(
        "INSERT INTO job_notes (job, nr, at, text) VALUES ($job, $nr, $at, $text)",
        ("$job", job.JobId), ("$nr", job.Tries), ("$at", Columns.Time(at)), ("$text", text)));

    /// <summary>Ends the try at work, and with it the job when it is done or may not be tried again.</summary>
    /// <param name="job">The job, as <see cref="Take"/> or <see cref="OpenJobs"/> gave it.</param>
    /// <param name="at">When it ended.</param>
    /// <param name="took">For how long it was watched.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="summary">In one line.</param>
    /// <param name="fraction">A random number from 0 to less than 1, for the distance to the next try.</param>
    /// <returns>Where the job stands now.</returns>
    public (JobState State, DateTimeOffset? NextTryAt) Finish(QueuedJob job, DateTimeOffset at, TimeSpan took, ExitStatus status, string summary, double fraction)
    {
        var next = status.IsSuccess ? null : JobRetry.NextTry(job.Tries, job.Asked.MostTries, at, fraction);
        var state = status.IsSuccess ? JobState.Done : next is null ? JobState.GivenUp : JobState.Failed;
        Guarded(() => _connection.Atomically(() =>
        {
            _connection.Run(
                "UPDATE job_tries SET ended_at = $at, took_s = $took, exit_code = $code, signal = $signal, summary = $summary WHERE job = $job AND nr = $nr",
                ("$at", Columns.Time(at)), ("$took", Columns.Seconds(took)), ("$code", status.Code), ("$signal", status.Signal), ("$summary", summary),
                ("$job", job.JobId), ("$nr", job.Tries));
            return _connection.Run(
                "UPDATE jobs SET state = $state, tried_at = $at, next_try_at = $next, ended_at = $ended WHERE job = $job",
                ("$state", state.Word()), ("$at", Columns.Time(at)), ("$next", next is { } then ? Columns.Time(then) : null),
                ("$ended", next is null ? Columns.Time(at) : null), ("$job", job.JobId));
        }));
        return (state, next);
    }

    /// <summary>Runs that were begun and never ended: the next run takes them up, and no job begins before.</summary>
    public bool IsRunUnfinished() => Guarded(() => _connection.Number("SELECT COUNT(*) FROM runs WHERE ended_at IS NULL AND interrupted_at IS NULL")) > 0;

    public void Dispose() => _connection.Dispose();

    // What the history would hide would come back changed, and a changed command must not be run.
    private static void Check(NewJob job)
    {
        const string instead = "The history, which holds the queue, is read by everybody: put secrets into a file that only root reads, and name that.";
        if (job.Argv is not [{ Length: > 0 }, ..])
            throw new ArgumentException("Tried to queue a job without a program. Name one, and its arguments.", nameof(job));
        if (job.MostTries is < 1 or > JobRetry.MostTries)
            throw new ArgumentException($"Tried to queue '{job}' with {job.MostTries} tries. 1 to {JobRetry.MostTries} are possible.", nameof(job));
        if (job.Argv.Any(IsChanged) || job.Environment.Any(static v => IsChanged(v.Value) || IsChanged($"{v.Key}={v.Value}") || LooksSecret().IsMatch(v.Key)))
            throw new ArgumentException($"Tried to queue '{Secrets.Hide(job.ToString())}', which holds what looks like a password. {instead}", nameof(job));
        if (IsChanged(JobJson.Write(job.Argv)) || IsChanged(JobJson.Write(job.Environment)) || IsChanged(job.Directory) || job.Argv.Any(static w => w.Contains('\0', StringComparison.Ordinal)))
            throw new ArgumentException($"Tried to queue '{Secrets.Hide(job.ToString())}', which the history cannot keep as it is. {instead}", nameof(job));
    }

    private static bool IsChanged(string text) => Secrets.Hide(text) != text;

    private static double? Seconds(TimeSpan? span) => span is { } some ? Columns.Seconds(some) : null;

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            throw _file.CannotUse(e);
        }
    }

    [GeneratedRegex("pass(word|wd|phrase)?|pwd|secret|token|api[-_]?key|credential", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LooksSecret();
}
