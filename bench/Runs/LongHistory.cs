using KuPkg.Harness.Commands;
using KuPkg.Harness.Hosts;

namespace KuPkg.Bench.Runs;

/// <summary>Gives a host the history of three years of ticks.</summary>
internal static class LongHistory
{
    /// <summary>Adds runs, each with ten events, before those that are there.</summary>
    public static async Task AddAsync(BootedHost host, int runs)
    {
        var sql = $"""
            BEGIN;
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {runs})
            INSERT INTO runs (run, host, manager, track, why, started_at, pid, start_ticks, boot_id, kupkg, ended_at, took_s, outcome, exit_code, summary, fetched_bytes)
            SELECT 1000 + i, 'h', 'apt', 'stable', 'due', strftime('%Y-%m-%dT%H:%M:%f0000+00:00', 'now', '-' || (({runs} - i + 1) * 15) || ' minutes'), 1, 1, 'b', '0.1.0',
                strftime('%Y-%m-%dT%H:%M:%f0000+00:00', 'now', '-' || (({runs} - i + 1) * 15) || ' minutes'), 5.0, 'up-to-date', 0, 'nothing to do', 1000 FROM n;
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {runs}), e(j) AS (SELECT 1 UNION ALL SELECT j + 1 FROM e WHERE j < 10)
            INSERT INTO events (run, seq, at, kind, subject, text) SELECT 1000 + i, j, '2026-01-01T00:00:00.0000000+00:00', 'step-ended', 'plan', 'nothing to do' FROM n, e;
            COMMIT;
            """;
        await Command.MustAsync("sqlite3", Path.Join(host.Disk, "var/lib/kupkg/history.db"), sql);
    }
}
