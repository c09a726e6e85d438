namespace KuPkg.Agent.History;

/// <summary>Services: what was seen of them before an install, their way through it, what became of them, and what was done to them between runs.</summary>
internal static class SchemaVersion7
{
    public const string Sql = """
        CREATE TABLE service_looks (
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            service TEXT NOT NULL,
            illness TEXT NOT NULL,
            look TEXT NOT NULL,
            is_open INTEGER NOT NULL DEFAULT 1,
            PRIMARY KEY (run, service)
        ) WITHOUT ROWID;
        CREATE INDEX open_service_looks ON service_looks (run) WHERE is_open = 1;

        CREATE TABLE service_steps (
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            service TEXT NOT NULL,
            step TEXT NOT NULL,
            PRIMARY KEY (run, seq)
        ) WITHOUT ROWID;

        CREATE TABLE services (
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            nr INTEGER NOT NULL,
            service TEXT NOT NULL,
            is_written INTEGER NOT NULL,
            result TEXT NOT NULL,
            text TEXT NOT NULL,
            freed_by TEXT NOT NULL,
            PRIMARY KEY (run, nr)
        ) WITHOUT ROWID;

        CREATE TABLE service_states (
            service TEXT PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            at TEXT NOT NULL,
            boot_id TEXT NOT NULL,
            is_written INTEGER NOT NULL,
            result TEXT NOT NULL,
            text TEXT NOT NULL,
            freed_by TEXT NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE service_acts (
            act_nr INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            by TEXT NOT NULL,
            service TEXT NOT NULL,
            act TEXT NOT NULL,
            why TEXT NOT NULL,
            result TEXT NOT NULL,
            text TEXT NOT NULL
        );
        CREATE INDEX service_acts_by_service ON service_acts (service, at);
        """;
}
