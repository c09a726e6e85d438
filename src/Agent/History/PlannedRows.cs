using KuPkg.Policy.Model;

namespace KuPkg.Agent.History;

/// <summary>Planned changes in their table.</summary>
internal static class PlannedRows
{
    private const string Columns = "package, architecture, from_version, to_version, origin, is_security";

    /// <summary>The newest plan of a run; empty when it made none.</summary>
    public static IReadOnlyList<Change> Newest(Database connection, long run) => connection.Rows(
        $"SELECT {Columns} FROM planned_changes WHERE run = $run AND seq = (SELECT MAX(seq) FROM planned_changes WHERE run = $run) ORDER BY nr",
        static row => Change(row, 0), ("$run", run));

    /// <summary>All plans of a run, by the event.</summary>
    public static ILookup<long, Change> OfRun(Database connection, long run) => connection.Rows(
        $"SELECT seq, {Columns} FROM planned_changes WHERE run = $run ORDER BY seq, nr",
        static row => (Seq: row.GetInt64(0), Change: Change(row, 1)), ("$run", run)).ToLookup(static row => row.Seq, static row => row.Change);

    public static void Write(Database connection, long run, long seq, IReadOnlyList<Change> changes)
    {
        for (var nr = 0; nr < changes.Count; nr++)
        {
            connection.Run(
                $"INSERT INTO planned_changes (run, seq, nr, {Columns}) VALUES ($run, $seq, $nr, $package, $architecture, $from, $to, $origin, $security)",
                ("$run", run), ("$seq", seq), ("$nr", nr + 1), ("$package", changes[nr].Package.Name), ("$architecture", changes[nr].Package.Architecture),
                ("$from", changes[nr].From), ("$to", changes[nr].To), ("$origin", changes[nr].Origin), ("$security", changes[nr].IsSecurity));
        }
    }

    private static Change Change(Row row, int at) => new(
        new PackageId(row.GetString(at), row.GetString(at + 1)), row.TextOrNull(at + 2), row.TextOrNull(at + 3), row.GetString(at + 4), row.GetBoolean(at + 5));
}
