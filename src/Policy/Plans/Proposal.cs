using KuPkg.Policy.Model;

namespace KuPkg.Policy.Plans;

/// <summary>What the package manager says it would do, before policy has looked at it.</summary>
/// <param name="Plan">Its installations and upgrades, and what it keeps back.</param>
/// <param name="Removals">What it would remove.</param>
public sealed record Proposal(Plan Plan, IReadOnlyList<Change> Removals);
