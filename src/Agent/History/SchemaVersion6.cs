namespace KuPkg.Agent.History;

/// <summary>Outgoing versions: what was kept aside, what was put back and whether that worked; and holds that end at a time.</summary>
internal static class SchemaVersion6
{
    public const string Sql = """
        ALTER TABLE holds ADD COLUMN until TEXT;

        CREATE TABLE kept_aside (
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            nr INTEGER NOT NULL,
            package TEXT NOT NULL,
            architecture TEXT NOT NULL,
            version TEXT NOT NULL,
            came_from TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            note TEXT NOT NULL,
            PRIMARY KEY (run, seq, nr)
        ) WITHOUT ROWID;

        CREATE TABLE put_backs (
            run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            nr INTEGER NOT NULL,
            package TEXT NOT NULL,
            architecture TEXT NOT NULL,
            from_version TEXT NOT NULL,
            to_version TEXT NOT NULL,
            result TEXT NOT NULL,
            why TEXT NOT NULL,
            PRIMARY KEY (run, seq, nr)
        ) WITHOUT ROWID;
        """;
}
