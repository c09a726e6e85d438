using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Plans;

/// <summary>A version that this host has not known for long enough (<see cref="PackageSettings.MinAge"/>).</summary>
/// <param name="Package">Which package.</param>
/// <param name="Version">The version.</param>
/// <param name="OldEnoughAt">From when on it may be installed.</param>
public sealed record YoungVersion(PackageId Package, string Version, DateTimeOffset OldEnoughAt)
{
    /// <summary>Those of a plan's incoming versions that are too young. A security update never is: to wait with it would be the greater risk.</summary>
    /// <param name="changes">The plan.</param>
    /// <param name="firstSeen">When each was first seen, in the same order; null: just now.</param>
    /// <param name="minAge">The least age.</param>
    /// <param name="now">The host's clock. A version that was first seen in the future (the clock was set back) is as old as if it were seen now.</param>
    public static IReadOnlyList<YoungVersion> Of(IReadOnlyList<Change> changes, IReadOnlyList<DateTimeOffset?> firstSeen, TimeSpan minAge, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(firstSeen);
        var young = new List<YoungVersion>();
        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i] is not { To: { } version, IsSecurity: false } change)
                continue;
            var since = firstSeen[i] is { } seen && seen <= now ? seen : now;
            if (since + minAge > now)
                young.Add(new YoungVersion(change.Package, version, since + minAge));
        }

        return young;
    }
}
