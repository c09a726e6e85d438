using KuPkg.Policy.Breakers;

namespace KuPkg.Agent.History;

/// <summary>A package's breaker.</summary>
/// <param name="Package">The package's name.</param>
/// <param name="Breaker">Its memory.</param>
internal sealed record NamedBreaker(string Package, PackageBreaker Breaker);

/// <summary>Breakers of packages in their table.</summary>
internal static class BreakerRows
{
    public static IReadOnlyList<NamedBreaker> All(Database connection) => connection.Rows(
        "SELECT package, failed_version, failures, openings, opened_at, open_until FROM package_breakers ORDER BY package",
        static row => new NamedBreaker(row.GetString(0), new PackageBreaker(
            new BreakerState(row.GetInt32(2), row.GetInt32(3), row.IsNull(4) ? null : row.Time(4), row.IsNull(5) ? null : row.Time(5)), row.TextOrNull(1))));

    public static int Set(Database connection, NamedBreaker named)
    {
        var (state, version) = (named.Breaker.State, named.Breaker.FailedVersion);
        return named.Breaker == PackageBreaker.Closed
            ? connection.Run("DELETE FROM package_breakers WHERE package = $package", ("$package", named.Package))
            : connection.Run(
                """
                INSERT OR REPLACE INTO package_breakers (package, failed_version, failures, openings, opened_at, open_until)
                VALUES ($package, $version, $failures, $openings, $opened, $until)
                """,
                ("$package", named.Package), ("$version", version), ("$failures", state.Failures), ("$openings", state.Openings),
                ("$opened", state.OpenedAt is { } opened ? Columns.Time(opened) : null), ("$until", state.OpenUntil is { } until ? Columns.Time(until) : null));
    }
}
