namespace KuPkg.Agent.History;

/// <summary>What each run set out to change, written before it does.</summary>
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
        """;
}
