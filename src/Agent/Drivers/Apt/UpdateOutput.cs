using System.Text.RegularExpressions;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>What <c>apt-get update</c> prints, sorted by source.</summary>
/// <param name="Sources">Each source that was mentioned.</param>
/// <param name="GeneralErrors">Errors that belong to no source, such as a lock.</param>
internal sealed partial record UpdateOutput(IReadOnlyList<SourceResult> Sources, IReadOnlyList<string> GeneralErrors)
{
    // Hit:1 http://mirror.example.org/debian bookworm InRelease
    // Get:2 http://mirror.example.org/debian bookworm/main amd64 Packages [8790 kB]
    // Ign:3 http://other.example.org stable InRelease
    // Err:3 http://other.example.org stable Release
    //   404  Not Found [IP: 192.0.2.1 80]
    // Err:4 http://127.0.0.9:9 ./ InRelease
    //   Could not connect to 127.0.0.9:9 (127.0.0.9). - connect (111: Connection refused)
    // W: GPG error: http://mirror.example.org/debian bookworm InRelease: The following signatures couldn't be verified …
    // E: The repository 'http://other.example.org stable Release' does not have a Release file.
    // E: Failed to fetch http://127.0.0.9:9/./InRelease  Could not connect to 127.0.0.9:9 (127.0.0.9). - connect (111: Connection refused)
    // E: Some index files failed to download. They have been ignored, or old ones used instead.
    // With a list of mirrors one item goes from mirror to mirror under its number, and each index may come from another one:
    // Get:1 file:/etc/apt/mirrors/x.list Mirrorlist [70 B]
    // Ign:2 http://mirror-1.example.org stable InRelease
    // Hit:2 http://mirror-2.example.org stable InRelease
    public static UpdateOutput Parse(IEnumerable<string> lines)
    {
        var sources = new Dictionary<string, State>();
        List<string> general = [];
        var releases = new Dictionary<string, string>();
        var hasList = false;
        State? failing = null;
        foreach (var line in lines)
        {
            if (line.Contains(" Mirrorlist", StringComparison.Ordinal))
            {
                hasList = true;
                continue;
            }

            if (Item().Match(line) is { Success: true } item)
            {
                var isRelease = item.Groups["what"].Value is "InRelease" or "Release";
                var name = SourceName.Of(item.Groups["site"].Value, item.Groups["suite"].Value, isRelease);
                if (isRelease && releases.TryGetValue(item.Groups["number"].Value, out var before) && before != name && sources[before] is { HasArrived: false, HasFailed: false })
                    sources.Remove(before);
                var state = Of(sources, name);
                if (isRelease)
                    releases[item.Groups["number"].Value] = name;
                state.HasRelease |= isRelease && item.Groups["kind"].Value is not "Ign";
                state.HasArrived |= isRelease && item.Groups["kind"].Value is "Hit" or "Get";
                failing = item.Groups["kind"].Value is "Err" ? state : null;
                state.HasFailed |= failing is not null;
            }
            else if (failing is not null && line.StartsWith("  ", StringComparison.Ordinal))
            {
                failing.Error ??= Redaction.Of(line.Trim());
                failing = null;
            }
            else if (line.StartsWith("E: ", StringComparison.Ordinal))
            {
                if (BelongingTo(sources, line) is { } owner)
                    owner.Fail(Redaction.Of(line[3..]));
                else if (!line.StartsWith("E: Some index files failed", StringComparison.Ordinal))
                    general.Add(Redaction.Of(line[3..]));
            }
        }

        return new UpdateOutput([.. sources.Where(s => !hasList || s.Value.HasRelease || s.Value.HasFailed).Select(static s => s.Value.ToResult(s.Key))], general);
    }

    private static State Of(Dictionary<string, State> sources, string name)
    {
        if (!sources.TryGetValue(name, out var state))
            sources[name] = state = new State();
        return state;
    }

    // An error names its source as 'SITE SUITE Release', or by an address below SITE/dists/SUITE/.
    private static State? BelongingTo(Dictionary<string, State> sources, string line)
    {
        foreach (var (name, state) in sources.OrderByDescending(s => s.Key.Length))
        {
            var space = name.LastIndexOf(' ');
            if (line.Contains($"{name} ", StringComparison.Ordinal)
                || line.Contains($"{name[..space]}/dists/{name[(space + 1)..]}/", StringComparison.Ordinal)
                || line.Contains($"{name[..space]}/{name[(space + 1)..]}", StringComparison.Ordinal))
                return state;
        }

        return null;
    }

    [GeneratedRegex(@"^(?<kind>Hit|Get|Ign|Err):(?<number>\d+) (?<site>\S+) (?<suite>\S+) (?:\S+ )?(?<what>InRelease|Release\.gpg|Release|\S+)(?: \[[^\]]*\])?$")]
    private static partial Regex Item();

    private sealed class State
    {
        public bool HasRelease { get; set; }

        public bool HasArrived { get; set; }

        public bool HasFailed { get; set; }

        public string? Error { get; set; }

        public void Fail(string error)
        {
            HasFailed = true;
            Error ??= error;
        }

        public SourceResult ToResult(string name) => this switch
        {
            { HasFailed: true } => new SourceResult(name, IsFresh: false, Error ?? "apt-get gave no reason"),
            { HasArrived: true } => new SourceResult(name, IsFresh: true, null),
            _ => new SourceResult(name, IsFresh: false, "was not reached"),
        };
    }
}
