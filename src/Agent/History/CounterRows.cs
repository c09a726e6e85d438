namespace KuPkg.Agent.History;

/// <summary>Counters in their table. The caller holds the transaction.</summary>
internal static class CounterRows
{
    public static IReadOnlyList<Counter> All(Database connection) => connection.Rows(
        "SELECT counter, label, more, value FROM counters ORDER BY counter, label, more",
        static row => new Counter(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3)));

    public static void Add(Database connection, string counter, long by, string label = "", string more = "")
    {
        if (by <= 0)
            return;
        connection.Run(
            """
            INSERT INTO counters (counter, label, more, value) VALUES ($counter, $label, $more, $by)
            ON CONFLICT (counter, label, more) DO UPDATE SET value = value + excluded.value
            """,
            ("$counter", counter), ("$label", label), ("$more", more), ("$by", by));
    }
}
