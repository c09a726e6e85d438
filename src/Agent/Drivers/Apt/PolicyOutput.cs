using System.Text.RegularExpressions;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>What <c>apt-cache policy NAME…</c> says of each version.</summary>
internal static partial class PolicyOutput
{
    // libfoo1:
    //   Installed: 2.4-2
    //   Candidate: 2.4-3
    //   Version table:
    //      2.4-3 500 (phased 10%)
    //         500 http://mirror.example.org/debian bookworm/main amd64 Packages
    //  *** 2.4-2 100
    //         100 /var/lib/dpkg/status
    /// <summary>The versions that a repository has, by the name as it was asked for.</summary>
    public static IReadOnlyList<FetchableVersion> Parse(IEnumerable<string> lines)
    {
        List<FetchableVersion> found = [];
        string package = "", version = "";
        var phased = false;
        foreach (var line in lines)
        {
            if (Package().Match(line) is { Success: true } header)
            {
                package = header.Groups["name"].Value;
            }
            else if (Version().Match(line) is { Success: true } row)
            {
                version = row.Groups["version"].Value;
                phased = row.Groups["phased"].Success;
            }
            else if (Origin().Match(line) is { Success: true } origin && !origin.Groups["from"].Value.EndsWith("/dpkg/status", StringComparison.Ordinal))
            {
                found.Add(new FetchableVersion(package, version, phased));
            }
        }

        return [.. found.Distinct()];
    }

    /// <summary>The candidate of the first package; null: there is none.</summary>
    public static string? Candidate(IEnumerable<string> lines) =>
        lines.Select(static l => l.Trim()).FirstOrDefault(static l => l.StartsWith("Candidate: ", StringComparison.Ordinal))?["Candidate: ".Length..] is { } version && version != "(none)" ? version : null;

    [GeneratedRegex(@"^(?<name>[^\s:]+(?::[^\s:]+)?):$")]
    private static partial Regex Package();

    [GeneratedRegex(@"^ (?:\*\*\*|   ) (?<version>\S+) -?\d+(?<phased> \(phased \d+%\))?$")]
    private static partial Regex Version();

    [GeneratedRegex(@"^ {8} *-?\d+ (?<from>\S+)")]
    private static partial Regex Origin();
}

/// <summary>A version that some repository has.</summary>
/// <param name="Package">The name as apt printed it, such as <c>libfoo1:i386</c>.</param>
/// <param name="Version">The version.</param>
/// <param name="IsPhased">Whether it is given to a part of the hosts only.</param>
internal readonly record struct FetchableVersion(string Package, string Version, bool IsPhased);
