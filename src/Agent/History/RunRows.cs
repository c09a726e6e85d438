using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.History;

/// <summary>Runs from their tables.</summary>
internal static class RunRows
{
    public const string StartColumns = "run, host, manager, track, why, started_at, pid, start_ticks, boot_id, kupkg";

    // Newer columns, which an older program's file has not until the next run migrates it.
    public const string NewerStartColumns = "may_install, is_named";

    public static RunStart Start(Row row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4),
        row.Time(5), row.GetInt32(6), row.GetInt64(7), row.GetString(8), row.GetString(9));

    /// <summary>With the newer columns after the others.</summary>
    public static RunStart WholeStart(Row row) => Start(row) with { MayInstall = row.GetBoolean(10), IsNamed = row.GetBoolean(11) };

    /// <summary>The runs that a clause after FROM runs selects, in its order.</summary>
    public static IReadOnlyList<PastRun> Read(
        Database connection, string clause, params (string Name, object? Value)[] values)
    {
        var bare = connection.Rows(
            $"SELECT {StartColumns}, ended_at, took_s, outcome, exit_code, summary, fetched_bytes, interrupted_why FROM runs {clause}",
            Bare, values);
        for (var i = 0; i < bare.Count; i++)
        {
            if (bare[i].Record is not { } record)
                continue;
            bare[i] = bare[i] with
            {
                Record = record with
                {
                    Packages = Packages(connection, record.RunId),
                    NeedsPerson = Remarks(connection, record.RunId, Remark.NeedsPerson),
                    Warnings = Remarks(connection, record.RunId, Remark.Warning),
                },
            };
        }

        return bare;
    }

    private static PastRun Bare(Row row)
    {
        var start = Start(row);
        // A word that only a newer program knows still has an end: it is shown as failed, with its own summary.
        var record = row.IsNull(10) ? null : new RunRecord(
            start.RunId, RecordWords.ToOutcome(row.GetString(12)) ?? Outcome.FailedConsistent, row.GetInt32(13), row.GetString(14),
            row.Time(10), row.Seconds(11), [], row.GetInt64(15), []);
        return new PastRun(start, record, row.TextOrNull(16));
    }

    private static List<PackageResult> Packages(Database connection, long run) => connection.Rows(
        """
        SELECT package, architecture, from_version, to_version, origin, is_security, result, installed, cause, freed_by
        FROM package_changes WHERE run = $run ORDER BY nr
        """,
        static row => new PackageResult(
            new Change(
                new PackageId(row.GetString(0), row.GetString(1)), row.TextOrNull(2), row.TextOrNull(3), row.GetString(4), row.GetBoolean(5)),
            RecordWords.ToFate(row.GetString(6)) ?? PackageFate.Broken, row.TextOrNull(7), row.GetString(8), row.GetString(9)),
        ("$run", run));

    private static List<string> Remarks(Database connection, long run, string kind) => connection.Rows(
        "SELECT text FROM remarks WHERE run = $run AND kind = $kind ORDER BY nr", static row => row.GetString(0), ("$run", run), ("$kind", kind));
}
