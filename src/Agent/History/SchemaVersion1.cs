namespace KuPkg.Agent.History;

/// <summary>The first schema. Times are ISO 8601 in UTC with offset, durations are seconds, enumerations are words.</summary>
internal static class SchemaVersion1
{
    // No STRICT tables and no RETURNING: the SQLite of the oldest distributions served (3.31) does not know them.
    public const string Sql = """
        CREATE TABLE runs (
            run INTEGER PRIMARY KEY AUTOINCREMENT,
            host TEXT NOT NULL,
            manager TEXT NOT NULL,
            track TEXT NOT NULL,
            why TEXT NOT NULL,
            started_at TEXT NOT NULL,
            pid INTEGER NOT NULL,
            start_ticks INTEGER NOT NULL,
            boot_id TEXT NOT NULL,
            kupkg TEXT NOT NULL,
            ended_at TEXT,
            took_s REAL,
            outcome TEXT,
            exit_code INTEGER,
            summary TEXT,
            fetched_bytes INTEGER,
            interrupted_at TEXT,
            interrupted_why TEXT
        );

        CREATE TABLE events (
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            at TEXT NOT NULL,
            kind TEXT NOT NULL,
            subject TEXT,
            text TEXT NOT NULL,
            PRIMARY KEY (run, seq)
        ) WITHOUT ROWID;

        CREATE TABLE steps (
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            step TEXT NOT NULL,
            began_at TEXT,
            ended_at TEXT,
            result TEXT,
            summary TEXT,
            took_s REAL,
            began_seq INTEGER,
            ended_seq INTEGER
        );
        CREATE INDEX steps_by_run ON steps (run, began_seq);

        CREATE TABLE progress (
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            percent REAL,
            is_error INTEGER NOT NULL,
            PRIMARY KEY (run, seq)
        ) WITHOUT ROWID;

        CREATE TABLE verdicts (
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            job TEXT NOT NULL,
            subject TEXT NOT NULL,
            verdict TEXT NOT NULL,
            reason TEXT NOT NULL,
            is_terminal INTEGER NOT NULL,
            PRIMARY KEY (run, seq)
        ) WITHOUT ROWID;

        CREATE TABLE kills (
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            job TEXT NOT NULL,
            target TEXT NOT NULL,
            package TEXT,
            script TEXT,
            why TEXT NOT NULL,
            is_gone INTEGER NOT NULL,
            took_s REAL NOT NULL,
            plan TEXT NOT NULL,
            PRIMARY KEY (run, seq)
        ) WITHOUT ROWID;

        CREATE TABLE signals (
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            nr INTEGER NOT NULL,
            after_s REAL NOT NULL,
            signal TEXT NOT NULL,
            signal_nr INTEGER NOT NULL,
            pid INTEGER NOT NULL,
            start_ticks INTEGER NOT NULL,
            name TEXT NOT NULL,
            result TEXT NOT NULL,
            PRIMARY KEY (run, seq, nr)
        ) WITHOUT ROWID;

        CREATE TABLE evidence (
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            nr INTEGER NOT NULL,
            what TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (run, seq, what, nr)
        ) WITHOUT ROWID;

        CREATE TABLE repairs (
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            what TEXT NOT NULL,
            result TEXT NOT NULL,
            PRIMARY KEY (run, seq)
        ) WITHOUT ROWID;

        CREATE TABLE package_changes (
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            nr INTEGER NOT NULL,
            package TEXT NOT NULL,
            architecture TEXT NOT NULL,
            from_version TEXT,
            to_version TEXT,
            origin TEXT NOT NULL,
            is_security INTEGER NOT NULL,
            result TEXT NOT NULL,
            installed TEXT,
            cause TEXT NOT NULL,
            freed_by TEXT NOT NULL,
            PRIMARY KEY (run, nr)
        ) WITHOUT ROWID;
        CREATE INDEX package_changes_by_package ON package_changes (package, run);

        CREATE TABLE remarks (
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            nr INTEGER NOT NULL,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (run, kind, nr)
        ) WITHOUT ROWID;

        CREATE TABLE holds (
            hold INTEGER PRIMARY KEY,
            package TEXT NOT NULL,
            architecture TEXT NOT NULL,
            version TEXT NOT NULL,
            why TEXT NOT NULL,
            placed_at TEXT NOT NULL,
            placed_by_run INTEGER,
            ended_at TEXT,
            ended_why TEXT,
            event_run INTEGER,
            event_seq INTEGER
        );

        CREATE TABLE tries (
            package TEXT NOT NULL,
            version TEXT NOT NULL,
            run INTEGER NOT NULL,
            at TEXT NOT NULL,
            why TEXT NOT NULL
        );
        CREATE INDEX tries_by_package ON tries (package, version);

        CREATE TABLE quiets (
            package TEXT NOT NULL,
            quiet_s REAL NOT NULL,
            run INTEGER NOT NULL,
            at TEXT NOT NULL
        );
        CREATE INDEX quiets_by_package ON quiets (package, quiet_s);
        """;
}
