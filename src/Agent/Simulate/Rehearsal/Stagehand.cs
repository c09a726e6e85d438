using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Simulate.Rehearsal;

/// <summary>Runs the tools of the throw-away root and asks its package database.</summary>
internal sealed class Stagehand(ILauncher launcher)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs a tool and insists on its success.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="IOException">It failed.</exception>
    public async Task<string> MustAsync(string program, params IReadOnlyList<string> arguments)
    {
        var result = await launcher.RunAsync(new Launch(program, arguments) { Environment = Environment }, Limit);
        return result.IsSuccess
            ? result.Output
            : throw new IOException($"tried '{program} {string.Join(' ', arguments)}' in the rehearsal: it ended with {result.Status}: {result.Error.Trim()}. See whether the same works on the host: dpkg --audit, apt-get check.");
    }

    /// <summary>Runs a command of kupkg itself to its end, or to the end of its time.</summary>
    /// <returns>How it ended; null: its time was over.</returns>
    public async Task<(int? Code, string Output)> KuPkgAsync(TimeSpan limit, params IReadOnlyList<string> arguments)
    {
        var result = await launcher.RunAsync(new Launch(ThrowAwayRoot.Program, arguments), limit);
        return (result.IsTimedOut ? null : result.Status.Code ?? -1, result.Output + result.Error);
    }

    /// <summary>What is wrong with the package database; empty: it is clean.</summary>
    public async Task<IReadOnlyList<string>> FindingsAsync()
    {
        var findings = new List<string>((await MustAsync("dpkg", "--audit")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static l => l.StartsWith(' ')).Select(static l => l.Trim()));
        if (Directory.EnumerateFiles("/var/lib/dpkg/updates").Any())
            findings.Add("dpkg was interrupted");
        var check = await launcher.RunAsync(new Launch("apt-get", ["-q", "check"]) { Environment = Environment }, Limit);
        if (!check.IsSuccess)
            findings.Add($"apt-get check: {check.Error.Trim().ReplaceLineEndings(" ")}");
        return findings;
    }

    /// <summary>The version of each package and whether it is whole, by name.</summary>
    public async Task<IReadOnlyDictionary<string, (string Version, bool IsWhole)>> StatesAsync(IEnumerable<string> names)
    {
        // kupkg-rehearsal-fine 2.0 ok installed
        var output = await MustAsync("dpkg-query", ["-W", "-f", "${Package} ${Version} ${db:Status-Eflag} ${db:Status-Status}\n", .. names]);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => l.Split(' '))
            .ToDictionary(static f => f[0], static f => (f[1], f[2] == "ok" && f[3] == "installed"));
    }

    private static IReadOnlyDictionary<string, string> Environment { get; } = ChildEnvironment.With(("DEBIAN_FRONTEND", "noninteractive"));
}
