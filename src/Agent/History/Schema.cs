
namespace KuPkg.Agent.History;

/// <summary>The tables, and the ordered way from each version to the next. docs/history.md explains them to operators.</summary>
internal static class Schema
{
    /// <summary>The version this program writes, kept in <c>PRAGMA user_version</c>.</summary>
    public static int Latest => Migrations.Length;

    /// <summary>The text that leads from version n to n + 1 is the n-th. A released one is never edited.</summary>
    private static readonly string[] Migrations = [SchemaVersion1.Sql, SchemaVersion2.Sql, SchemaVersion3.Sql, SchemaVersion4.Sql, SchemaVersion5.Sql, SchemaVersion6.Sql, SchemaVersion7.Sql];

    public static int VersionOf(Database connection) => (int)connection.Number("PRAGMA user_version");

    /// <summary>Brings the file to <see cref="Latest"/>, each version in one transaction.</summary>
    /// <exception cref="HistoryException">A newer program wrote the file.</exception>
    public static void Migrate(Database connection, string path)
    {
        var version = VersionOf(connection);
        if (version > Latest) throw Newer(path, version);
        for (; version < Latest; version++)
        {
            var next = version + 1;
            // Asked again under the lock: a run and somebody who gives the daemon a job may open an old file at the same time.
            connection.Atomically(() => VersionOf(connection) >= next ? 0 : connection.Run(Migrations[next - 1]) + connection.Run($"PRAGMA user_version = {next}"));
        }
    }

    public static HistoryException Newer(string path, int version, Exception? inner = null) => new(
        $"cannot use the history {path}: its schema is version {version}, and this kupkg knows versions up to {Latest}.\n" +
        "Nothing was changed. Install the kupkg that wrote it or a later one; to begin a new history instead, move the file and its -wal and -shm away.",
        inner);
}
