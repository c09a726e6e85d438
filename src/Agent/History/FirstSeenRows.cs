using KuPkg.Policy.Model;

namespace KuPkg.Agent.History;

/// <summary>When versions were first seen.</summary>
internal static class FirstSeenRows
{
    public static IReadOnlyList<DateTimeOffset?> Find(Database connection, IReadOnlyList<Change> changes)
    {
        var times = new DateTimeOffset?[changes.Count];
        for (var i = 0; i < times.Length; i++)
        {
            times[i] = connection.Rows(
                "SELECT at FROM first_seen WHERE package = $package AND version = $version", static row => row.Time(0),
                ("$package", changes[i].Package.Name), ("$version", changes[i].To ?? "")) is [var at] ? at : null;
        }

        return times;
    }

    public static int Record(Database connection, IReadOnlyList<Change> changes, DateTimeOffset at)
    {
        var added = 0;
        foreach (var change in changes)
        {
            if (change.To is { } version)
            {
                added += connection.Run(
                    "INSERT OR IGNORE INTO first_seen (package, version, at) VALUES ($package, $version, $at)",
                    ("$package", change.Package.Name), ("$version", version), ("$at", Columns.Time(at)));
            }
        }

        return added;
    }
}
