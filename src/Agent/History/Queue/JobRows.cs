using KuPkg.Policy.Model;

namespace KuPkg.Agent.History.Queue;

/// <summary>Jobs from their tables.</summary>
internal static class JobRows
{
    private const string Select = """
        SELECT j.job, j.argv, j.environment, j.directory, j.quiet_s, j.spin_s, j.budget_s, j.hard_s, j.most_tries, j.queued_by, j.queued_at, j.state, j.tries,
            j.tried_at, j.next_try_at, t.nr, t.began_at, t.boot_id, t.pid, t.output, t.ended_at, t.exit_code, t.signal, t.summary
        FROM jobs j LEFT JOIN job_tries t ON t.job = j.job AND t.nr = j.tries
        """;

    // A command under guard was never in the queue; JobQueue.ByGuard names its giver.
    private const string IsGuarded = "(j.queued_by = 'guard' OR j.queued_by LIKE 'guard: %')";

    public static IReadOnlyList<QueuedJob> Newest(Database connection, int limit) =>
        connection.Rows($"{Select} WHERE NOT {IsGuarded} ORDER BY j.job DESC LIMIT $limit", Job, ("$limit", limit));

    public static IReadOnlyList<QueuedJob> Guarded(Database connection, int limit) =>
        connection.Rows($"{Select} WHERE {IsGuarded} ORDER BY j.job DESC LIMIT $limit", Job, ("$limit", limit));

    public static QueuedJob? Find(Database connection, long job) =>
        connection.Rows($"{Select} WHERE j.job = $job", Job, ("$job", job)) is [var found] ? found : null;

    public static IReadOnlyList<JobNote> Notes(Database connection, long job) =>
        connection.Rows("SELECT nr, at, text FROM job_notes WHERE job = $job ORDER BY rowid", static row => new JobNote(row.GetInt32(0), row.Time(1), row.GetString(2)), ("$job", job));

    public static IReadOnlyList<QueuedJob> Open(Database connection) =>
        connection.Rows($"{Select} WHERE j.state IN ('waiting', 'running', 'failed') ORDER BY j.job", Job);

    private static QueuedJob Job(Row row) => new(
        row.GetInt64(0),
        new NewJob(JobJson.ReadWords(row.GetString(1)))
        {
            Environment = JobJson.ReadVariables(row.GetString(2)),
            Directory = row.GetString(3),
            Limits = new JobLimits { Quiet = Span(row, 4), Spin = Span(row, 5), Budget = Span(row, 6), Hard = Span(row, 7) },
            MostTries = row.GetInt32(8),
            QueuedBy = row.GetString(9),
        },
        row.Time(10), JobWords.ToState(row.GetString(11)), row.GetInt32(12), Instant(row, 13), Instant(row, 14), row.IsNull(15) ? null : Try(row));

    private static JobTry Try(Row row) => new(
        row.GetInt32(15), row.Time(16), row.GetString(17), row.IsNull(18) ? null : row.GetInt32(18), row.GetString(19),
        row.IsNull(20) ? null
            : !row.IsNull(21) ? ExitStatus.Exited(row.GetInt32(21))
            : !row.IsNull(22) ? ExitStatus.Signaled(row.GetInt32(22))
            : ExitStatus.Unknown,
        row.GetString(23));

    private static TimeSpan? Span(Row row, int column) => row.IsNull(column) ? null : row.Seconds(column);

    private static DateTimeOffset? Instant(Row row, int column) => row.IsNull(column) ? null : row.Time(column);
}
