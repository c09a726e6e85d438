using System.Globalization;
using KuPkg.Agent.Gateway;
using KuPkg.Harness;
using KuPkg.Harness.Commands;

namespace KuPkg.Bench.Gateway;

/// <summary>The machine's own apt with a state root of its own, in which nothing is installed.</summary>
internal sealed class AptRoot : IDisposable
{
    private readonly string _folder = Workspace.NewDirectory("apt");
    private readonly List<string> _options;

    /// <param name="source">The one line of its sources.list.</param>
    /// <param name="proxy">Host and address of the proxy for it; null: none.</param>
    /// <param name="more">Further options, each <c>Name=value</c>.</param>
    public AptRoot(string source, (string Host, Uri Address)? proxy, params string[] more)
    {
        foreach (var folder in new[] { "state/lists/partial", "cache/archives/partial", "etc" })
            Directory.CreateDirectory(Path.Join(_folder, folder));
        File.WriteAllText(Path.Join(_folder, "etc/sources.list"), source + "\n");
        File.WriteAllText(Path.Join(_folder, "state/status"), "");
        _options =
        [
            $"Dir::State={_folder}/state", $"Dir::State::status={_folder}/state/status", $"Dir::Cache={_folder}/cache", $"Dir::Etc::sourcelist={_folder}/etc/sources.list",
            "Dir::Etc::sourceparts=/dev/null", "Dir::Etc::parts=/dev/null", "Dir::Etc::main=/dev/null", "Dir::Etc::preferencesparts=/dev/null", "APT::Sandbox::User=root", "APT::Architecture=amd64", "Acquire::Languages=none", .. more,
        ];
        if (proxy is { } p)
            _options.Add($"Acquire::http::Proxy::{p.Host}={p.Address}");
    }

    public Task<CommandResult> RunAsync(TimeSpan limit, params string[] arguments) =>
        Command.RunAsync(["apt-get", "-qq", .. _options.SelectMany(o => new[] { "-o", o }), .. arguments], limit);

    public async Task UpdateAsync() => (await RunAsync(TimeSpan.FromSeconds(60), "update")).MustSucceed();

    /// <summary>What a download would fetch, in apt's order.</summary>
    public async Task<IReadOnlyList<ExpectedFile>> PlanAsync(IReadOnlyList<string> packages)
    {
        Clear();
        var printed = (await RunAsync(TimeSpan.FromSeconds(60), ["-y", "--print-uris", "install", .. packages])).MustSucceed();
        return [.. printed.Text.Split('\n').Where(l => l.StartsWith('\'')).Select(l => l.Split(' '))
            .Select(w => new ExpectedFile(w[0].Trim('\''), long.Parse(w[2], CultureInfo.InvariantCulture), w.Length > 3 && w[3].Length > 0 ? w[3] : null))];
    }

    /// <summary>Downloads, and answers how long that took; null: not within the limit, or failed.</summary>
    public async Task<TimeSpan?> DownloadAsync(IReadOnlyList<string> packages, TimeSpan limit)
    {
        Clear();
        var began = TimeProvider.System.GetTimestamp();
        var result = await RunAsync(limit, ["-y", "--download-only", "install", .. packages]);
        var took = TimeProvider.System.GetElapsedTime(began);
        var there = Directory.EnumerateFiles(Path.Join(_folder, "cache/archives"), "*.deb").Count();
        return there == packages.Count ? took : Complain(result);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // apt plans to fetch only what is not in its cache.
    private void Clear()
    {
        foreach (var old in Directory.EnumerateFiles(Path.Join(_folder, "cache/archives"), "*.deb"))
            File.Delete(old);
    }

    private static TimeSpan? Complain(CommandResult result)
    {
        Console.WriteLine($"    apt did not get all: {result.Text.Trim().Split('\n').LastOrDefault()}");
        return null;
    }
}
