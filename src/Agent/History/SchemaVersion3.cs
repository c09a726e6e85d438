namespace KuPkg.Agent.History;

/// <summary>The queue of jobs: what is to be run, each try of it, and what was seen of the try.</summary>
internal static class SchemaVersion3
{
    public const string Sql = """
        CREATE TABLE jobs (
            job INTEGER PRIMARY KEY AUTOINCREMENT,
            argv TEXT NOT NULL,
            environment TEXT NOT NULL,
            directory TEXT NOT NULL,
            quiet_s REAL,
            spin_s REAL,
            budget_s REAL,
            hard_s REAL,
            most_tries INTEGER NOT NULL,
            queued_by TEXT NOT NULL,
            queued_at TEXT NOT NULL,
            state TEXT NOT NULL,
            tries INTEGER NOT NULL,
            tried_at TEXT,
            next_try_at TEXT,
            ended_at TEXT
        );
        CREATE INDEX jobs_by_state ON jobs (state, job);

        CREATE TABLE job_tries (
            job INTEGER NOT NULL REFERENCES jobs (job) ON DELETE CASCADE,
            nr INTEGER NOT NULL,
            began_at TEXT NOT NULL,
            boot_id TEXT NOT NULL,
            pid INTEGER,
            output TEXT NOT NULL,
            ended_at TEXT,
            took_s REAL,
            exit_code INTEGER,
            signal INTEGER,
            summary TEXT,
            PRIMARY KEY (job, nr)
        ) WITHOUT ROWID;

        CREATE TABLE job_notes (
            job INTEGER NOT NULL,
            nr INTEGER NOT NULL,
            at TEXT NOT NULL,
            text TEXT NOT NULL,
            FOREIGN KEY (job, nr) REFERENCES job_tries (job, nr) ON DELETE CASCADE
        );
        CREATE INDEX job_notes_by_try ON job_notes (job, nr);
        """;
}
