using System.Text.RegularExpressions;

namespace KuPkg.Agent.Drivers.Apt.Rollback;

/// <summary>Relations between packages (Depends and its kin), as far as versions in them are concerned.</summary>
internal static partial class Relations
{
    /// <summary>The fields in which a package asks for another.</summary>
    public static readonly IReadOnlyList<string> Asking = ["Pre-Depends", "Depends", "Recommends", "Suggests", "Enhances"];

    /// <summary>
    /// A field in which each relation that the old version of a sibling met and its new one does not, asks for exactly the new one: a sibling in the same version, as a rule, or one below an upper limit.
    /// </summary>
    /// <param name="field">Such as <c>libfoo1 (= 2.4-2), libc6 (>= 2.36)</c>.</param>
    /// <param name="siblings">By name the old content's version, and the version under which it is built.</param>
    public static string Rewrite(string field, IReadOnlyDictionary<string, (string Old, string New)> siblings) => Relation().Replace(field, match =>
    {
        if (!siblings.TryGetValue(match.Groups["name"].Value, out var version))
            return match.Value;
        var (operation, limit) = (match.Groups["op"].Value, match.Groups["version"].Value);
        return IsMet(operation, limit, version.Old) && !IsMet(operation, limit, version.New) ? $"{match.Groups["head"].Value}(= {version.New})" : match.Value;
    });

    /// <summary>The relations of a field that a version meets no more.</summary>
    public static IEnumerable<string> NotMet(string field, IReadOnlyDictionary<string, (string Old, string New)> packages) => Relation().Matches(field)
        .Where(m => packages.TryGetValue(m.Groups["name"].Value, out var v) && !IsMet(m.Groups["op"].Value, m.Groups["version"].Value, v.New)
            && IsMet(m.Groups["op"].Value, m.Groups["version"].Value, v.Old))
        .Select(static m => m.Value);

    private static bool IsMet(string operation, string limit, string version)
    {
        var order = DpkgVersionComparer.Instance.Compare(version, limit);
        return operation switch
        {
            "=" => order == 0,
            ">=" or ">" => order >= 0,
            ">>" => order > 0,
            "<=" or "<" => order <= 0,
            "<<" => order < 0,
            _ => true,
        };
    }

    // libfoo1 (= 2.4-2)          libfoo1:any (<< 2.5)
    [GeneratedRegex(@"(?<head>(?<![^\s,|])(?<name>[a-z0-9][a-z0-9+.-]+)(?::[a-z0-9-]+)?\s*)\(\s*(?<op><<|<=|=|>=|>>|<|>)\s*(?<version>[^\s)]+)\s*\)")]
    private static partial Regex Relation();
}
