using KuPkg.Policy.Model;

namespace KuPkg.Policy.Plans;

/// <summary>What is known of one of the packages that are rolled back together.</summary>
/// <param name="Package">Which.</param>
/// <param name="Installed">The version on this host.</param>
/// <param name="Highest">The highest version that this host has, holds, or would install.</param>
/// <param name="Before">The version that was here before the highest one; null: not known.</param>
public sealed record RollForwardFacts(PackageId Package, string Installed, string Highest, string? Before);

/// <summary>One package to build.</summary>
/// <param name="Package">Which.</param>
/// <param name="Bad">The version that is to be left behind.</param>
/// <param name="Content">The version whose content it has.</param>
/// <param name="Version">The version that it gets.</param>
public sealed record RollForwardPackage(PackageId Package, string Bad, string Content, string Version);

/// <summary>Old content under a higher version, so that a fleet moves forward to it. Pure.</summary>
public static class RollForward
{
    /// <summary>What stands between the bad version and the old one.</summary>
    public const string Mark = "A~really";

    /// <summary>
    /// A version above the bad one and below every later form of it: a letter sorts after the end and before every mark that a later form begins with (+, ., a word in small letters), and
    /// <c>A~</c> before every other A. The exception is in docs/putting-back.md: after 1.0, which has no revision, 1.0-1 is below.
    /// </summary>
    /// <param name="bad">The bad version, with its epoch.</param>
    /// <param name="old">The old version. Its epoch is left out, and its hyphens become dots, so that it is no revision.</param>
    public static string VersionOf(string bad, string old)
    {
        ArgumentException.ThrowIfNullOrEmpty(bad);
        ArgumentException.ThrowIfNullOrEmpty(old);
        var withoutEpoch = old[(old.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return bad + Mark + withoutEpoch.Replace('-', '.').Replace(':', '.');
    }

    /// <summary>
    /// Which content each package of a set gets. The named one that which the person says, else what was there before; its siblings in the same version likewise, the others what was there before.
    /// </summary>
    /// <param name="name">The package that the person named.</param>
    /// <param name="to">The version that the person named; null: the one before.</param>
    /// <param name="set">The installed packages of the same source, the named one among them.</param>
    /// <param name="versions">Orders versions.</param>
    /// <param name="refusals">Why it cannot be done, in words; empty: it can.</param>
    public static IReadOnlyList<RollForwardPackage> Choose(
        string name, string? to, IReadOnlyList<RollForwardFacts> set, IComparer<string> versions, out IReadOnlyList<string> refusals)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(versions);
        var named = set.FirstOrDefault(f => f.Package.Name == name);
        List<string> why = [];
        List<RollForwardPackage> chosen = [];
        foreach (var facts in set)
        {
            var isNamed = facts.Package.Name == name || (named is not null && facts.Installed == named.Installed && facts.Highest == named.Highest);
            var content = isNamed && to is not null ? to : facts.Before;
            if (content is null)
                why.Add($"what {facts.Package} was before {facts.Highest} is not known; say which version:     kupkg rollback {name} --to VERSION");
            else if (versions.Compare(content, facts.Highest) >= 0)
                why.Add($"{facts.Package} {content} is not below {facts.Highest}, which hosts have or would install; there is nothing to roll back");
            else
                chosen.Add(new RollForwardPackage(facts.Package, facts.Highest, content, VersionOf(facts.Highest, content)));
        }

        refusals = why;
        return why.Count > 0 ? [] : chosen;
    }
}
