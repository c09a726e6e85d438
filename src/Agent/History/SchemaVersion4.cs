namespace KuPkg.Agent.History;

/// <summary>Mirrors: what is remembered of each, what each did in a run; and what was so when a plan found nothing to do.</summary>
internal static class SchemaVersion4
{
    public const string Sql = """
        CREATE TABLE mirrors (
            address TEXT PRIMARY KEY,
            first_seen_at TEXT NOT NULL,
            last_used_at TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            bytes_per_second REAL,
            first_byte_s REAL,
            measured_at TEXT,
            failures TEXT NOT NULL,
            last_failure TEXT,
            last_failure_at TEXT,
            newest_release TEXT,
            breaker_failures INTEGER NOT NULL,
            openings INTEGER NOT NULL,
            opened_at TEXT,
            open_until TEXT
        ) WITHOUT ROWID;

        CREATE TABLE run_mirrors (
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            address TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            requests INTEGER NOT NULL,
            answered INTEGER NOT NULL,
            receiving_s REAL NOT NULL,
            first_byte_s REAL,
            failures TEXT NOT NULL,
            last_failure TEXT,
            last_failure_at TEXT,
            change_overs_away INTEGER NOT NULL,
            hedges_won INTEGER NOT NULL,
            newest_release TEXT,
            PRIMARY KEY (run, address)
        ) WITHOUT ROWID;

        CREATE TABLE nothing_to_do (
            only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
            run INTEGER NOT NULL,
            at TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            valid_until TEXT
        );
        """;
}
