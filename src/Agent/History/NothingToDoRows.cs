using KuPkg.Policy.Plans;

namespace KuPkg.Agent.History;

/// <summary>What was so when a plan last found nothing to do; one row, or none.</summary>
internal static class NothingToDoRows
{
    public static NothingToDo? Find(Database connection) => connection.Rows(
        "SELECT run, at, fingerprint, valid_until FROM nothing_to_do",
        static row => new NothingToDo(row.GetInt64(0), row.Time(1), row.GetString(2), row.IsNull(3) ? null : row.Time(3))) is [var known] ? known : null;

    public static int Set(Database connection, NothingToDo? known) => known is null
        ? connection.Run("DELETE FROM nothing_to_do")
        : connection.Run(
            "INSERT OR REPLACE INTO nothing_to_do (only_row, run, at, fingerprint, valid_until) VALUES (1, $run, $at, $fingerprint, $until)",
            ("$run", known.RunId), ("$at", Columns.Time(known.At)), ("$fingerprint", known.Fingerprint), ("$until", known.ValidUntil is { } until ? Columns.Time(until) : null));
}
