using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Plans;

/// <summary>
/// Judges what the package manager proposes. The driver has already told the manager about holds and exclusions, so a proposal that breaks one means that
/// the manager did not heed it: then nothing is done.
/// </summary>
public static class Planner
{
    /// <summary>Decides.</summary>
    /// <param name="proposal">The simulation.</param>
    /// <param name="settings">What is allowed.</param>
    /// <param name="holds">KuPkg's holds in force.</param>
    /// <param name="inventory">What is installed.</param>
    /// <param name="versions">The manager's order of versions.</param>
    public static PlanDecision Decide(
        Proposal proposal, PackageSettings settings, IReadOnlyList<Hold> holds, Inventory inventory, IComparer<string> versions)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(holds);
        ArgumentNullException.ThrowIfNull(inventory);
        ArgumentNullException.ThrowIfNull(versions);

        var reasons = Reasons(proposal, settings, holds, versions).ToList();
        return reasons.Count > 0
            ? new PlanDecision.Refused(reasons)
            : new PlanDecision.Accepted(proposal.Plan with
            {
                Changes = [.. InOrder(proposal.Plan.Changes.Concat(proposal.Removals))],
                KeptBack = [.. WithHolds(proposal.Plan, holds, inventory, versions)],
            });
    }

    private static IEnumerable<string> Reasons(Proposal proposal, PackageSettings settings, IReadOnlyList<Hold> holds, IComparer<string> versions)
    {
        if (!settings.AllowRemovals)
        {
            foreach (var removal in proposal.Removals)
                yield return $"it would remove {removal.Package} {removal.From}; allow it with packages.allow_removals = true, or install what it makes room for by hand";
        }

        foreach (var change in proposal.Plan.Changes)
        {
            if (!settings.AllowDowngrades && change is { From: { } from, To: { } to } && versions.Compare(to, from) < 0)
                yield return $"it would downgrade {change.Package} from {from} to {to}, because a preference asks for that version; allow it with packages.allow_downgrades = true, or take the preference away";
            else if (holds.FirstOrDefault(h => h.Package.Name == change.Package.Name && h.Version == change.To) is { } hold)
                yield return $"it would install {change.Package} {change.To}, which is held: {hold.Why}; kupkg unhold {change.Package} releases it";
            else if (PackageGlob.MatchesAny(settings.Never, change.Package.Name))
                yield return $"it would change {change.Package}, which packages.never excludes";
        }
    }

    private static IEnumerable<Change> InOrder(IEnumerable<Change> changes) =>
        changes.OrderByDescending(c => c.IsSecurity).ThenBy(c => c.Package.Name, StringComparer.Ordinal).ThenBy(c => c.Package.Architecture, StringComparer.Ordinal);

    // The manager does not list a version that a preference keeps away, so it is told from the holds. A hold that a newer version has left behind keeps nothing back.
    private static IEnumerable<KeptBack> WithHolds(Plan plan, IReadOnlyList<Hold> holds, Inventory inventory, IComparer<string> versions)
    {
        var changed = plan.Changes.Select(c => c.Package.Name).ToHashSet();
        var held = new Dictionary<string, KeptBack>();
        foreach (var hold in holds.Where(h => !changed.Contains(h.Package.Name)))
        {
            var installed = inventory.Packages.FirstOrDefault(p => IsOf(p, hold))?.Version ?? "";
            if (installed.Length == 0 || versions.Compare(installed, hold.Version) < 0)
                held[hold.Package.Name] = new KeptBack(hold.Package, installed, hold.Version, CauseOf(hold), $"kupkg unhold {hold.Package}");
        }

        return plan.KeptBack.Where(k => !held.ContainsKey(k.Package.Name)).Concat(held.Values).OrderBy(k => k.Package.Name, StringComparer.Ordinal);
    }

    private static string CauseOf(Hold hold) => hold.RunId > 0 ? $"held since run {hold.RunId}: {hold.Why}" : $"held by hand: {hold.Why}";

    private static bool IsOf(InstalledPackage row, Hold hold) =>
        row.Package.Name == hold.Package.Name && row.State is not PackageState.NotInstalled
        && (hold.Package.Architecture.Length == 0 || row.Package.Architecture == hold.Package.Architecture || row.Package.Architecture == "all");
}
