using KuPkg.Policy.Model;

namespace KuPkg.Policy.Kill;

/// <summary>
/// What kept a version from being put back. The manager asks the version that goes for leave (on apt its prerm and postrm), and where that script fails or hangs and the version
/// that comes has none of its own, it gives up. A version that is given up has no say in that. Pure.
/// </summary>
public static class StuckPutBack
{
    /// <summary>The packages that are still at the version that was to go: their removal scripts are taken away, and the put-back is tried once more.</summary>
    /// <param name="restore">What was to be undone.</param>
    /// <param name="now">What the database says after the first try.</param>
    public static IReadOnlyList<PackageId> Of(IReadOnlyList<Change> restore, Inventory now)
    {
        ArgumentNullException.ThrowIfNull(restore);
        ArgumentNullException.ThrowIfNull(now);
        return [.. restore.Where(c => now.Find(c.Package) is { } row && row.Version == c.To && c.From != c.To).Select(static c => c.Package)];
    }
}
