using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;

namespace KuPkg.Policy.Records;

/// <summary>A newer version that this host knows and has not installed.</summary>
/// <param name="Package">Which package.</param>
/// <param name="Version">The version that waits.</param>
/// <param name="Origin">Where it comes from, in the manager's words; empty when not known.</param>
/// <param name="IsSecurity">Whether it is known to come from a security archive.</param>
/// <param name="Why">Why it is not installed; empty when it is only a matter of time.</param>
public sealed record PendingUpdate(PackageId Package, string Version, string Origin, bool IsSecurity, string Why)
{
    /// <summary>What a plan leaves to be installed.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="results">What became of its packages; empty when nothing was installed yet.</param>
    public static IReadOnlyList<PendingUpdate> Of(Plan plan, IReadOnlyList<PackageResult> results)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(results);
        var fates = results.ToDictionary(static r => r.Change.Package);
        return
        [
            .. plan.Changes.Where(c => c.To is not null && fates.GetValueOrDefault(c.Package)?.Result != PackageFate.Updated)
                .Select(c => new PendingUpdate(c.Package, c.To!, c.Origin, c.IsSecurity, fates.GetValueOrDefault(c.Package)?.Cause ?? ""))
                .Concat(plan.KeptBack.Select(static k => new PendingUpdate(k.Package, k.Candidate, "", IsSecurity: false, k.Cause)))
                .DistinctBy(static p => p.Package),
        ];
    }
}
