namespace KuPkg.Agent.History.Queue;

internal sealed partial class JobQueue
{
    /// <summary>Who is named as the giver of a command under <c>kupkg guard</c>.</summary>
    /// <param name="name">What the person called it; empty: nothing.</param>
    public static string ByGuard(string name) => name.Length > 0 ? $"guard: {name}" : "guard";

    /// <summary>Records a command that was never in the queue and is over: its job is done or given up from the start, so nobody takes it.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="HistoryException">It cannot be written.</exception>
    public long Record(NewJob job, IReadOnlyList<PastTry> tries) => Guarded(() => _connection.Atomically(() =>
    {
        var (first, last) = (tries[0], tries[^1]);
        var endedAt = Columns.Time(last.BeganAt + last.Took);
        _connection.Run(
            """
            INSERT INTO jobs (argv, environment, directory, quiet_s, spin_s, budget_s, hard_s, most_tries, queued_by, queued_at, state, tries, tried_at, ended_at)
            VALUES ($argv, '{}', $directory, $quiet, $spin, $budget, $hard, $most, $by, $at, $state, $tries, $ended, $ended)
            """,
            ("$argv", JobJson.Write(job.Argv)), ("$directory", job.Directory), ("$quiet", Seconds(job.Limits.Quiet)), ("$spin", Seconds(job.Limits.Spin)),
            ("$budget", Seconds(job.Limits.Budget)), ("$hard", Seconds(job.Limits.Hard)), ("$most", job.MostTries), ("$by", job.QueuedBy),
            ("$at", Columns.Time(first.BeganAt)), ("$state", (last.IsSuccess ? JobState.Done : JobState.GivenUp).Word()), ("$tries", tries.Count), ("$ended", endedAt));
        var number = _connection.Number("SELECT last_insert_rowid()");
        for (var i = 0; i < tries.Count; i++)
            Record(number, i + 1, tries[i]);
        return number;
    }));

    private void Record(long job, int nr, PastTry tried)
    {
        _connection.Run(
            """
            INSERT INTO job_tries (job, nr, began_at, boot_id, pid, output, ended_at, took_s, exit_code, signal, summary)
            VALUES ($job, $nr, $at, '', $pid, '', $ended, $took, $code, $signal, $summary)
            """,
            ("$job", job), ("$nr", nr), ("$at", Columns.Time(tried.BeganAt)), ("$pid", tried.Pid), ("$ended", Columns.Time(tried.BeganAt + tried.Took)),
            ("$took", Columns.Seconds(tried.Took)), ("$code", tried.Status.Code), ("$signal", tried.Status.Signal), ("$summary", tried.Summary));
        foreach (var (at, text) in tried.Notes)
            _connection.Run("INSERT INTO job_notes (job, nr, at, text) VALUES ($job, $nr, $at, $text)", ("$job", job), ("$nr", nr), ("$at", Columns.Time(at)), ("$text", text));
    }
}
