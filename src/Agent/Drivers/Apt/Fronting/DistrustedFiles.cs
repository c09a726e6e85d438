using System.Text.RegularExpressions;
using KuPkg.Agent.Drivers.Apt.Sources;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Drivers.Apt.Fronting;

/// <summary>Which files apt found to be wrong: another hash, another size, a signature that does not fit, no signature where one must be.</summary>
internal static partial class DistrustedFiles
{
    // E: Failed to fetch http://mirror.example.org/debian/pool/main/f/foo/libfoo1_2.4-3_amd64.deb  Hash Sum mismatch
    // E: Failed to fetch http://mirror.example.org/debian/dists/s/main/binary-amd64/by-hash/SHA256/21  File has unexpected size (30 != 640). Mirror sync in progress? [IP: 192.0.2.1 80]
    // E: Failed to fetch http://mirror.example.org/debian/dists/s/InRelease  Clearsigned file isn't valid, got 'NOSPLIT' (does the network require authentication?)
    // W: GPG error: http://mirror.example.org/debian s InRelease: The following signatures were invalid: BADSIG 6ED0E7B82643E131 Debian
    // W: An error occurred during the signature verification. … GPG error: http://mirror.example.org/debian s InRelease: The following signatures were invalid: BADSIG …
    /// <summary>Their addresses, each once, as the gateway knows them: http, below a served base.</summary>
    /// <remarks>A key that is missing or has expired is no fault of a mirror.</remarks>
    public static IReadOnlyList<string> Parse(IEnumerable<string> lines, IReadOnlyList<MirrorGroup> groups)
    {
        var addresses = new List<string>();
        foreach (var line in lines)
        {
            if (Failed().Match(line) is { Success: true } failed)
                addresses.Add(failed.Groups["address"].Value);
            else if (Signature().Match(line) is { Success: true } signature)
                addresses.Add(ListName.FolderOf(signature.Groups["site"].Value, signature.Groups["suite"].Value) + signature.Groups["file"].Value);
        }

        return [.. addresses.Select(a => AsServed(a, groups)).Distinct()];
    }

    // A source of a mirror list is named by the list.
    private static string AsServed(string address, IReadOnlyList<MirrorGroup> groups) =>
        groups.FirstOrDefault(g => address.StartsWith(g.Name.TrimEnd('/') + "/", StringComparison.Ordinal)) is { } group && group.Name.StartsWith("mirror", StringComparison.Ordinal)
            ? group.ServedAs[0] + address[(group.Name.TrimEnd('/').Length + 1)..]
            : address;

    [GeneratedRegex(@"^[EW]: Failed to fetch (?<address>\S+)\s+(?:Hash Sum mismatch|File has unexpected size|Clearsigned file isn't valid|Writing more data than expected)")]
    private static partial Regex Failed();

    [GeneratedRegex(@"GPG error: (?<site>\S+) (?<suite>\S+) (?<file>InRelease|Release): .*BADSIG")]
    private static partial Regex Signature();
}
