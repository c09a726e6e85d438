using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.History;

/// <summary>What was kept aside and what was put back, in their tables.</summary>
internal static class AsideRows
{
    public static ILookup<long, KeptVersion> KeptOfRun(Database connection, long run) => connection.Rows(
        "SELECT seq, package, architecture, version, came_from, bytes, note FROM kept_aside WHERE run = $run ORDER BY seq, nr",
        static row => (Seq: row.GetInt64(0), Kept: new KeptVersion(
            new PackageId(row.GetString(1), row.GetString(2)), row.GetString(3), RecordWords.ToOrigin(row.GetString(4)) ?? AsideOrigin.NotRestorable, row.GetInt64(5), row.GetString(6))),
        ("$run", run)).ToLookup(static row => row.Seq, static row => row.Kept);

    public static ILookup<long, PutBackResult> PutBacksOfRun(Database connection, long run) => connection.Rows(
        "SELECT seq, package, architecture, from_version, to_version, result, why FROM put_backs WHERE run = $run ORDER BY seq, nr",
        static row => (Seq: row.GetInt64(0), Result: new PutBackResult(
            new PackageId(row.GetString(1), row.GetString(2)), row.GetString(3), row.GetString(4), row.GetString(5) == RepairResult.Done, row.GetString(6))),
        ("$run", run)).ToLookup(static row => row.Seq, static row => row.Result);

    /// <summary>All that the history knows of.</summary>
    public static PutBackTally Tally(Database connection) => connection.Rows(
        "SELECT COALESCE(SUM(result = 'done'), 0), COALESCE(SUM(result <> 'done'), 0) FROM put_backs",
        static row => new PutBackTally(row.GetInt64(0), row.GetInt64(1))) is [var tally] ? tally : default;

    public static void Write(Database connection, long run, long seq, IReadOnlyList<KeptVersion> versions)
    {
        for (var nr = 0; nr < versions.Count; nr++)
        {
            var kept = versions[nr];
            connection.Run(
                "INSERT INTO kept_aside (run, seq, nr, package, architecture, version, came_from, bytes, note) VALUES ($run, $seq, $nr, $package, $architecture, $version, $from, $bytes, $note)",
                ("$run", run), ("$seq", seq), ("$nr", nr + 1), ("$package", kept.Package.Name), ("$architecture", kept.Package.Architecture), ("$version", kept.Version),
                ("$from", kept.Origin.Word()), ("$bytes", kept.Bytes), ("$note", kept.Note));
        }
    }

    public static void Write(Database connection, long run, long seq, IReadOnlyList<PutBackResult> results)
    {
        for (var nr = 0; nr < results.Count; nr++)
        {
            var result = results[nr];
            connection.Run(
                "INSERT INTO put_backs (run, seq, nr, package, architecture, from_version, to_version, result, why) VALUES ($run, $seq, $nr, $package, $architecture, $from, $to, $result, $why)",
                ("$run", run), ("$seq", seq), ("$nr", nr + 1), ("$package", result.Package.Name), ("$architecture", result.Package.Architecture), ("$from", result.From),
                ("$to", result.To), ("$result", RepairResult.Of(result.IsSuccess)), ("$why", result.Why));
        }
    }
}

/// <summary>How often putting back worked on this host, by package.</summary>
/// <param name="Done">The outgoing version was installed again.</param>
/// <param name="Failed">It was not.</param>
internal readonly record struct PutBackTally(long Done, long Failed);
