using System.Text.RegularExpressions;
using KuPkg.Agent.Gateway;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>What <c>--print-uris</c> says would be fetched, and what it would take.</summary>
/// <param name="Files">Each archive's name in the cache, and its size in bytes.</param>
/// <param name="GrowthBytes">How much more (or less) the installed packages will take; null when it was not printed.</param>
internal sealed partial record PrintedUris(IReadOnlyDictionary<string, long> Files, long? GrowthBytes)
{
    public long DownloadBytes => Files.Values.Sum();

    /// <summary>The archives in the order in which apt will ask for them.</summary>
    public IReadOnlyList<ExpectedFile> Expected { get; init; } = [];

    /// <summary>From where each of them comes, by its name in the cache.</summary>
    public IReadOnlyDictionary<string, ExpectedFile> ByName { get; init; } = new Dictionary<string, ExpectedFile>();

    // After this operation, 12.4 MB of additional disk space will be used.
    // After this operation, 1,024 kB disk space will be freed.
    // 'http://mirror.example.org/debian/pool/main/f/foo/libfoo1_2.4-3_amd64.deb' libfoo1_1%3a2.4-3_amd64.deb 744 SHA256:dc24…
    public static PrintedUris Parse(IEnumerable<string> lines)
    {
        var files = new Dictionary<string, long>();
        var expected = new List<ExpectedFile>();
        var byName = new Dictionary<string, ExpectedFile>();
        long? growth = null;
        foreach (var line in lines)
        {
            if (Archive().Match(line) is { Success: true } archive)
            {
                var isKnown = long.TryParse(archive.Groups["size"].Value, out var size);
                files[archive.Groups["file"].Value] = size;
                var file = new ExpectedFile(archive.Groups["address"].Value, isKnown ? size : null, archive.Groups["hash"] is { Success: true } hash ? hash.Value : null);
                expected.Add(file);
                byName[archive.Groups["file"].Value] = file;
            }
            else if (Growth().Match(line) is { Success: true } operation)
            {
                var bytes = FetchOutput.BytesOf(operation.Groups["number"].Value, operation.Groups["unit"].Value);
                growth = operation.Groups["freed"].Success ? -bytes : bytes;
            }
        }

        return new PrintedUris(files, growth) { Expected = expected, ByName = byName };
    }

    [GeneratedRegex(@"^'(?<address>[^']+)' (?<file>\S+\.deb) (?<size>\d+)(?: (?<hash>\w+:\w+))?")]
    private static partial Regex Archive();

    [GeneratedRegex(@"^After this operation, (?<number>[\d.,]+) (?<unit>[kMGT]?B) (?:of additional disk space will be used|(?<freed>disk space will be freed))")]
    private static partial Regex Growth();
}
