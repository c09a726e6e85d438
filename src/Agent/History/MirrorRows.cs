using KuPkg.Policy.Breakers;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.History;

/// <summary>Mirrors in their tables.</summary>
internal static class MirrorRows
{
    public static IReadOnlyList<MirrorMemory> All(Database connection) => connection.Rows(
        """
        SELECT address, bytes, bytes_per_second, first_byte_s, measured_at, failures, last_failure, last_failure_at, newest_release, breaker_failures, openings, opened_at, open_until
        FROM mirrors ORDER BY address
        """,
        static row => Mirror.TryParse(row.GetString(0)) is not { } mirror ? null : new MirrorMemory(mirror)
        {
            Bytes = row.GetInt64(1),
            BytesPerSecond = row.NumberOrNull(2),
            FirstByte = row.IsNull(3) ? null : row.Seconds(3),
            MeasuredAt = TimeOrNull(row, 4),
            Failures = FailureCounts.Read(row.GetString(5)),
            LastFailure = FailureCounts.CauseOf(row.TextOrNull(6)),
            LastFailureAt = TimeOrNull(row, 7),
            NewestRelease = TimeOrNull(row, 8),
            Breaker = new BreakerState(row.GetInt32(9), row.GetInt32(10), TimeOrNull(row, 11), TimeOrNull(row, 12)),
        }).OfType<MirrorMemory>().ToList();

    public static int Set(Database connection, MirrorMemory memory, DateTimeOffset at) => connection.Run(
        """
        INSERT INTO mirrors (address, first_seen_at, last_used_at, bytes, bytes_per_second, first_byte_s, measured_at, failures, last_failure, last_failure_at, newest_release,
            breaker_failures, openings, opened_at, open_until)
        VALUES ($address, $at, $at, $bytes, $rate, $first, $measured, $failures, $last, $last_at, $release, $breaker, $openings, $opened, $until)
        ON CONFLICT (address) DO UPDATE SET last_used_at = excluded.last_used_at, bytes = excluded.bytes, bytes_per_second = excluded.bytes_per_second,
            first_byte_s = excluded.first_byte_s, measured_at = excluded.measured_at, failures = excluded.failures, last_failure = excluded.last_failure,
            last_failure_at = excluded.last_failure_at, newest_release = excluded.newest_release, breaker_failures = excluded.breaker_failures,
            openings = excluded.openings, opened_at = excluded.opened_at, open_until = excluded.open_until
        """,
        ("$address", memory.Mirror.Address), ("$at", Columns.Time(at)), ("$bytes", memory.Bytes), ("$rate", memory.BytesPerSecond),
        ("$first", memory.FirstByte is { } first ? Columns.Seconds(first) : null), ("$measured", Text(memory.MeasuredAt)), ("$failures", FailureCounts.Write(memory.Failures)),
        ("$last", memory.LastFailure is { } last ? FailureCounts.Word(last) : null), ("$last_at", Text(memory.LastFailureAt)), ("$release", Text(memory.NewestRelease)),
        ("$breaker", memory.Breaker.Failures), ("$openings", memory.Breaker.Openings), ("$opened", Text(memory.Breaker.OpenedAt)), ("$until", Text(memory.Breaker.OpenUntil)));

    public static IReadOnlyList<MirrorTally> OfRun(Database connection, long run) => connection.Rows(
        """
        SELECT address, bytes, requests, answered, receiving_s, first_byte_s, failures, last_failure, last_failure_at, change_overs_away, hedges_won, newest_release
        FROM run_mirrors WHERE run = $run ORDER BY bytes DESC, address
        """,
        static row => Mirror.TryParse(row.GetString(0)) is not { } mirror ? null : new MirrorTally(mirror)
        {
            Bytes = row.GetInt64(1),
            Requests = row.GetInt32(2),
            Answered = row.GetInt32(3),
            Receiving = row.Seconds(4),
            FirstByteSum = row.IsNull(5) ? TimeSpan.Zero : row.Seconds(5),
            FirstBytes = row.IsNull(5) ? 0 : 1,
            Failures = FailureCounts.Read(row.GetString(6)).ToDictionary(static f => f.Key, static f => (int)f.Value),
            LastFailure = FailureCounts.CauseOf(row.TextOrNull(7)),
            LastFailureAt = TimeOrNull(row, 8),
            ChangeOversAway = row.GetInt32(9),
            HedgesWon = row.GetInt32(10),
            NewestRelease = TimeOrNull(row, 11),
        }, ("$run", run)).OfType<MirrorTally>().ToList();

    /// <summary>Adds what a gateway of the run did; a run may have had one before.</summary>
    public static int Add(Database connection, long run, MirrorTally tally) => connection.Run(
        """
        INSERT INTO run_mirrors (run, address, bytes, requests, answered, receiving_s, first_byte_s, failures, last_failure, last_failure_at, change_overs_away, hedges_won, newest_release)
        VALUES ($run, $address, $bytes, $requests, $answered, $receiving, $first, $failures, $last, $last_at, $away, $won, $release)
        ON CONFLICT (run, address) DO UPDATE SET bytes = bytes + excluded.bytes, requests = requests + excluded.requests, answered = answered + excluded.answered,
            receiving_s = receiving_s + excluded.receiving_s, first_byte_s = COALESCE(first_byte_s, excluded.first_byte_s), failures = excluded.failures,
            last_failure = COALESCE(excluded.last_failure, last_failure), last_failure_at = COALESCE(excluded.last_failure_at, last_failure_at),
            change_overs_away = change_overs_away + excluded.change_overs_away, hedges_won = hedges_won + excluded.hedges_won,
            newest_release = COALESCE(excluded.newest_release, newest_release)
        """,
        ("$run", run), ("$address", tally.Mirror.Address), ("$bytes", tally.Bytes), ("$requests", tally.Requests), ("$answered", tally.Answered),
        ("$receiving", Columns.Seconds(tally.Receiving)), ("$first", tally.FirstByte is { } first ? Columns.Seconds(first) : null),
        ("$failures", FailureCounts.Write(Together(connection, run, tally))), ("$last", tally.LastFailure is { } last ? FailureCounts.Word(last) : null),
        ("$last_at", Text(tally.LastFailureAt)), ("$away", tally.ChangeOversAway), ("$won", tally.HedgesWon), ("$release", Text(tally.NewestRelease)));

    private static Dictionary<FailureCause, int> Together(Database connection, long run, MirrorTally tally)
    {
        var counts = tally.Failures.ToDictionary();
        var earlier = connection.Rows(
            "SELECT failures FROM run_mirrors WHERE run = $run AND address = $address", static row => row.GetString(0), ("$run", run), ("$address", tally.Mirror.Address));
        foreach (var (cause, count) in earlier.SelectMany(FailureCounts.Read))
            counts[cause] = counts.GetValueOrDefault(cause) + (int)count;
        return counts;
    }

    private static DateTimeOffset? TimeOrNull(Row row, int column) => row.IsNull(column) ? null : row.Time(column);

    private static string? Text(DateTimeOffset? at) => at is { } time ? Columns.Time(time) : null;
}
