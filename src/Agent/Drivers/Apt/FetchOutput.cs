using System.Globalization;
using System.Text.RegularExpressions;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>What apt-get prints about fetching.</summary>
internal sealed partial record FetchOutput(long FetchedBytes, IReadOnlyList<string> Errors, IReadOnlyList<string> MissingPackages)
{
    // Get:1 http://mirror.example.org/debian bookworm/main amd64 libfoo1 amd64 2.4-3 [716 B]
    // Fetched 9,436 kB in 2s (4,718 kB/s)
    // E: Failed to fetch http://mirror.example.org/debian/pool/main/f/foo/libfoo1_2.4-3_amd64.deb  404  Not Found [IP: 192.0.2.1 80]
    // E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?
    public static FetchOutput Parse(IEnumerable<string> lines)
    {
        var bytes = 0L;
        List<string> errors = [], missing = [];
        foreach (var line in lines)
        {
            if (Fetched().Match(line) is { Success: true } fetched)
            {
                bytes += BytesOf(fetched.Groups["number"].Value, fetched.Groups["unit"].Value);
            }
            else if (line.StartsWith("E: ", StringComparison.Ordinal))
            {
                errors.Add(Redaction.Of(line[3..]));
                if (FailedArchive().Match(line) is { Success: true } archive && ArchiveName.TryParse(archive.Groups["file"].Value) is { } name)
                    missing.Add(name.Package);
            }
        }

        return new FetchOutput(bytes, errors, missing);
    }

    /// <summary>A size as apt prints it: <c>9,436 kB</c>, <c>716 B</c>, <c>1.2 GB</c>; steps of 1000.</summary>
    public static long BytesOf(string number, string unit) =>
        !double.TryParse(number.Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? 0
            : (long)(value * unit switch { "kB" => 1e3, "MB" => 1e6, "GB" => 1e9, "TB" => 1e12, _ => 1 });

    [GeneratedRegex(@"^Fetched (?<number>[\d.,]+) (?<unit>[kMGT]?B) in ")]
    private static partial Regex Fetched();

    [GeneratedRegex(@"^E: Failed to fetch \S*?(?<file>[^/\s]+\.deb)\s")]
    private static partial Regex FailedArchive();
}
