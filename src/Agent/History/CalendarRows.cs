using KuPkg.Policy.Calendar;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.History;

/// <summary>Reads what the calendar needs.</summary>
internal static class CalendarRows
{
    private const int RunsLookedAt = 40, InstallsLookedAt = 5;

    public static CalendarMemory Read(Database connection)
    {
        var rows = connection.Rows(
            $"""
            SELECT run, started_at, COALESCE(ended_at, interrupted_at), outcome, may_install, install_waits, took_s FROM runs
            WHERE is_named = 0 AND (ended_at IS NOT NULL OR interrupted_at IS NOT NULL) ORDER BY run DESC LIMIT {RunsLookedAt}
            """,
            Past);
        var ended = new EndedRun[rows.Count];
        for (var i = 0; i < ended.Length; i++)
            ended[i] = rows[i].Run;

        // Among the newest runs there need be none that was allowed to install: a window may open once a week.
        var installed = connection.Rows(
            """
            SELECT run, started_at FROM runs
            WHERE may_install = 1 AND is_named = 0
                AND outcome IN ('up-to-date', 'updated', 'updated-needs-reboot', 'partly-updated', 'refused', 'quarantined')
            ORDER BY run DESC LIMIT 1
            """,
            static row => (Number: row.GetInt64(0), At: row.Time(1)));
        DateTimeOffset? lastInstalled = installed is [var newest] ? newest.At : null;
        var lastInstalledNumber = installed is [var last] ? last.Number : 0;
        var prepared = rows.Find(static r => r.Run.End == RunEnd.Done);
        return new CalendarMemory(
            ended, prepared?.Run.StartedAt ?? lastInstalled, lastInstalled, prepared is { InstallWaits: true } && prepared.Number > lastInstalledNumber, Longest(rows));
    }

    private static TimeSpan Longest(List<PastRow> rows)
    {
        var (longest, seen) = (TimeSpan.Zero, 0);
        foreach (var row in rows)
        {
            if (row.Took is not { } took || ++seen > InstallsLookedAt)
                continue;
            longest = took > longest ? took : longest;
        }

        return longest;
    }

    private static PastRow Past(Row row)
    {
        var outcome = row.TextOrNull(3) is { } word ? RecordWords.ToOutcome(word) ?? Outcome.FailedConsistent : (Outcome?)null;
        var waits = row.GetBoolean(5);
        // A run that downloaded and left the rest to a window did all that it was to do.
        var end = outcome is null ? RunEnd.Interrupted : waits ? RunEnd.Done : EndedRun.EndOf(outcome.Value);
        var took = outcome is Outcome.Updated or Outcome.UpdatedNeedsReboot or Outcome.PartlyUpdated && !row.IsNull(6) ? row.Seconds(6) : (TimeSpan?)null;
        return new PastRow(row.GetInt64(0), new EndedRun(row.Time(1), row.IsNull(2) ? null : row.Time(2), end, row.GetBoolean(4)), waits, took);
    }

    private sealed record PastRow(long Number, EndedRun Run, bool InstallWaits, TimeSpan? Took);
}
