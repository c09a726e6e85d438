namespace KuPkg.Agent.History;

/// <summary>Numbers that outlive the runs that they count, what was left to install, who was told what, and reboots.</summary>
internal static class SchemaVersion5
{
    public const string Sql = """
        CREATE TABLE counters (
            counter TEXT NOT NULL,
            label TEXT NOT NULL,
            more TEXT NOT NULL,
            value INTEGER NOT NULL,
            PRIMARY KEY (counter, label, more)
        ) WITHOUT ROWID;
        INSERT INTO counters SELECT 'runs', outcome, '', COUNT(*) FROM runs WHERE outcome IS NOT NULL GROUP BY outcome;
        INSERT INTO counters SELECT 'packages', result, '', COUNT(*) FROM package_changes GROUP BY result;
        INSERT INTO counters SELECT 'kills', '', '', COUNT(*) FROM kills HAVING COUNT(*) > 0;
        INSERT INTO counters SELECT 'fetched_bytes', '', '', SUM(fetched_bytes) FROM runs HAVING SUM(fetched_bytes) > 0;

        CREATE TABLE pending (
            package TEXT NOT NULL,
            architecture TEXT NOT NULL,
            version TEXT NOT NULL,
            origin TEXT NOT NULL,
            is_security INTEGER NOT NULL,
            why TEXT NOT NULL,
            run INTEGER NOT NULL,
            PRIMARY KEY (package, architecture)
        ) WITHOUT ROWID;

        CREATE TABLE notices (
            run INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            occasion TEXT NOT NULL,
            about TEXT NOT NULL,
            is_delivered INTEGER NOT NULL,
            result TEXT NOT NULL
        );

        CREATE TABLE reboots (
            at TEXT NOT NULL,
            boot_id TEXT NOT NULL,
            needed_for TEXT NOT NULL
        );
        """;
}
