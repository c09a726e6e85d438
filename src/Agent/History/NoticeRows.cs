using KuPkg.Policy.Notices;

namespace KuPkg.Agent.History;

/// <summary>Notices in their table, at most one a run.</summary>
internal static class NoticeRows
{
    private const string Select = "SELECT run, at, occasion, about, is_delivered, result FROM notices";

    public static ToldNotice? Newest(Database connection) => connection.Rows($"{Select} ORDER BY run DESC LIMIT 1", Of) is [var told] ? told : null;

    public static ToldNotice? OfRun(Database connection, long run) => connection.Rows($"{Select} WHERE run = $run", Of, ("$run", run)) is [var told] ? told : null;

    public static int Add(Database connection, ToldNotice told) => connection.Run(
        "INSERT OR REPLACE INTO notices (run, at, occasion, about, is_delivered, result) VALUES ($run, $at, $occasion, $about, $delivered, $result)",
        ("$run", told.RunId), ("$at", Columns.Time(told.At)), ("$occasion", told.Occasion.Word()), ("$about", told.About), ("$delivered", told.IsDelivered), ("$result", told.Result));

    private static ToldNotice Of(Row row) => new(
        row.GetInt64(0), row.Time(1), OccasionWords.Of(row.GetString(2)), row.GetString(3), row.GetInt32(4) != 0, row.GetString(5));
}
