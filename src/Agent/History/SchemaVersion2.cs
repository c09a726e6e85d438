namespace KuPkg.Agent.History;

/// <summary>
/// What each run set out to change, written before it does; whether a run was allowed to install; when a version was first seen; breakers of packages; and indexes
/// that keep a history of 100,000 runs as quick as one of ten.
/// </summary>
internal static class SchemaVersion2
{
    public const string Sql = """
        CREATE TABLE planned_changes (
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            nr INTEGER NOT NULL,
            package TEXT NOT NULL,
            architecture TEXT NOT NULL,
            from_version TEXT,
            to_version TEXT,
            origin TEXT NOT NULL,
            is_security INTEGER NOT NULL,
            PRIMARY KEY (run, seq, nr)
        ) WITHOUT ROWID;

        ALTER TABLE runs ADD COLUMN may_install INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE runs ADD COLUMN is_named INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE runs ADD COLUMN install_waits INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX runs_unfinished ON runs (run) WHERE ended_at IS NULL AND interrupted_at IS NULL;
        CREATE INDEX runs_success ON runs (run)
            WHERE outcome IN ('up-to-date', 'updated', 'updated-needs-reboot') OR (outcome = 'partly-updated' AND exit_code = 0);
        CREATE INDEX runs_installed ON runs (run)
            WHERE may_install = 1 AND is_named = 0
                AND outcome IN ('up-to-date', 'updated', 'updated-needs-reboot', 'partly-updated', 'refused', 'quarantined');
        CREATE INDEX runs_by_end ON runs (COALESCE(ended_at, interrupted_at));

        CREATE TABLE first_seen (
            package TEXT NOT NULL,
            version TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (package, version)
        ) WITHOUT ROWID;

        CREATE TABLE package_breakers (
            package TEXT PRIMARY KEY,
            failed_version TEXT,
            failures INTEGER NOT NULL,
            openings INTEGER NOT NULL,
            opened_at TEXT,
            open_until TEXT
        ) WITHOUT ROWID;
        """;
}
