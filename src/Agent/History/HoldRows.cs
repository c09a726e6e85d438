using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.History;

/// <summary>Holds in their table. A hold that was ended stays there, with its end.</summary>
internal static class HoldRows
{
    public static IReadOnlyList<Hold> InForce(Database connection) =>
        connection.Rows($"SELECT {Columns(connection)} FROM holds WHERE ended_at IS NULL ORDER BY package, architecture, version", Hold);

    public static IReadOnlyDictionary<long, Hold> OfRun(Database connection, long run) => connection.Rows(
        $"SELECT {Columns(connection)}, event_seq FROM holds WHERE event_run = $run",
        static row => (Seq: row.GetInt64(7), Hold: Hold(row)), ("$run", run)).ToDictionary(row => row.Seq, row => row.Hold);

    /// <summary>Places a hold; one of the same version that is in force is replaced, so that none counts twice.</summary>
    public static void Place(Database connection, Hold hold, long? eventRun, long? eventSeq)
    {
        End(connection, hold, hold.At, "placed again");
        connection.Run(
            """
            INSERT INTO holds (package, architecture, version, why, placed_at, placed_by_run, until, event_run, event_seq)
            VALUES ($package, $architecture, $version, $why, $at, $by, $until, $run, $seq)
            """,
            ("$package", hold.Package.Name), ("$architecture", hold.Package.Architecture), ("$version", hold.Version), ("$why", hold.Why),
            ("$at", History.Columns.Time(hold.At)), ("$by", hold.RunId == 0 ? null : hold.RunId), ("$until", hold.Until is { } until ? History.Columns.Time(until) : null),
            ("$run", eventRun), ("$seq", eventSeq));
    }

    public static void End(Database connection, Hold hold, DateTimeOffset at, string why) => connection.Run(
        """
        UPDATE holds SET ended_at = $at, ended_why = $why
        WHERE package = $package AND architecture = $architecture AND version = $version AND ended_at IS NULL
        """,
        ("$package", hold.Package.Name), ("$architecture", hold.Package.Architecture), ("$version", hold.Version),
        ("$at", History.Columns.Time(at)), ("$why", why));

    private static Hold Hold(Row row) => new(
        new PackageId(row.GetString(0), row.GetString(1)), row.GetString(2), row.GetString(3),
        row.IsNull(4) ? 0 : row.GetInt64(4), row.Time(5)) { Until = row.IsNull(6) ? null : row.Time(6) };

    // An older program's file knows no holds that end at a time, and its holds count all the same.
    private static string Columns(Database connection) =>
        $"package, architecture, version, why, placed_by_run, placed_at, {(Schema.VersionOf(connection) >= 6 ? "until" : "NULL")}";
}
