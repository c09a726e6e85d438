using System.Text.RegularExpressions;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>A source as an operator knows it: <c>http://mirror.example.org/debian bookworm</c>.</summary>
internal static partial class SourceName
{
    /// <summary>From an item of apt's output: the index files of a suite carry the component behind a slash, its Release file does not.</summary>
    public static string Of(string site, string suite, bool isRelease)
    {
        var slash = suite.LastIndexOf('/');
        return Redaction.Of($"{site.TrimEnd('/')} {(isRelease || slash <= 0 || slash == suite.Length - 1 ? suite : suite[..slash])}");
    }

    // 'http://mirror.example.org/debian/dists/bookworm/InRelease' mirror.example.org_debian_dists_bookworm_InRelease 0
    // 'http://flat.example.org/./InRelease' flat.example.org_._InRelease 0
    /// <summary>From a line of <c>apt-get update --print-uris</c>; null for a line about another file.</summary>
    public static string? OfUri(string line)
    {
        if (Suite().Match(line) is { Success: true } suite)
            return Of(suite.Groups["site"].Value, suite.Groups["suite"].Value, isRelease: true);
        return Flat().Match(line) is { Success: true } flat ? Of(flat.Groups["site"].Value, flat.Groups["path"].Value, isRelease: true) : null;
    }

    [GeneratedRegex(@"^'(?<site>[^']+?)/dists/(?<suite>[^']+)/InRelease'")]
    private static partial Regex Suite();

    [GeneratedRegex(@"^'(?<site>[^']+)/(?<path>[^/']*/)InRelease'")]
    private static partial Regex Flat();
}
