using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.History;

/// <summary>What waits to be installed, in its table. The caller holds the transaction.</summary>
internal static class PendingRows
{
    public static IReadOnlyList<PendingUpdate> All(Database connection) => connection.Rows(
        "SELECT package, architecture, version, origin, is_security, why FROM pending ORDER BY package, architecture",
        static row => new PendingUpdate(new PackageId(row.GetString(0), row.GetString(1)), row.GetString(2), row.GetString(3), row.GetInt32(4) != 0, row.GetString(5)));

    /// <summary>Replaces them by what a run left.</summary>
    public static void Replace(Database connection, long run, IReadOnlyList<PendingUpdate> pending)
    {
        connection.Run("DELETE FROM pending");
        foreach (var update in pending)
        {
            connection.Run(
                "INSERT INTO pending (package, architecture, version, origin, is_security, why, run) VALUES ($package, $architecture, $version, $origin, $security, $why, $run)",
                ("$package", update.Package.Name), ("$architecture", update.Package.Architecture), ("$version", update.Version), ("$origin", update.Origin),
                ("$security", update.IsSecurity), ("$why", update.Why), ("$run", run));
        }
    }
}
