using KuPkg.Agent.Drivers.Apt.Access;
using KuPkg.Agent.Drivers.Apt.Sources;
using KuPkg.Agent.Gateway;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Drivers.Apt.Fronting;

/// <summary>Reads the host's sources: what a gateway is to serve, and how it reaches the mirrors.</summary>
/// <param name="queries">Runs the host's proxy program.</param>
/// <param name="paths">The host.</param>
/// <param name="environment">The proxy variables of the environment.</param>
internal sealed class FrontReader(AptQueries queries, AptPaths paths, IReadOnlyDictionary<string, string> environment)
{
    /// <param name="config">apt's settings.</param>
    /// <param name="settings">Alternates.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="IOException">A source file cannot be read.</exception>
    public async Task<AptFrontPlan> ReadAsync(AptConfig config, MirrorSettings settings, CancellationToken stop)
    {
        var mainSources = paths.Outside(config.FindPath("Dir::Etc::sourcelist"));
        var files = SourceFiles.Read(mainSources, paths.Outside(config.FindPath("Dir::Etc::sourceparts")));
        var addresses = files.SelectMany(static f => f.Addresses).ToList();
        var built = GroupBuilder.Build(addresses, ReadList, settings.Alternates);

        var proxies = new ProxyRules(config, environment);
        var reader = new AccessReader(config, proxies, AuthTexts(config), paths.Outside);
        var access = new Dictionary<Mirror, UpstreamAccess>();
        var notes = built.Notes.ToList();
        foreach (var address in built.Drafts.SelectMany(static d => d.Mirrors))
        {
            var mirror = Mirror.Parse(address.OriginalString);
            if (access.ContainsKey(mirror))
                continue;
            if (reader.TryRead(address, await ProxyAnswerAsync(config, proxies, address, stop), out var found, out var why))
                access[mirror] = found;
            else
                notes.Add($"{mirror} is not used by the gateway: {why}");
        }

        var groups = built.Drafts.Select(d => d.Build(a => access.ContainsKey(Mirror.Parse(a.OriginalString)))).OfType<MirrorGroup>().ToList();
        return new AptFrontPlan
        {
            Groups = groups,
            Access = access,
            KnownReleases = KnownReleases(files, groups),
            Warnings = built.Warnings,
            Notes = notes,
            MainConfig = paths.Outside(config.FindPath("Dir::Etc::main")),
            MainSources = mainSources,
            Sources = files,
            SecureProxies = FrontFiles.HostsOf(groups).ToDictionary(static h => h, h => proxies.OwnSettingFor(isSecure: true, h) is { Length: > 0 } own ? own : config.FindOf(isSecure: true, h, "Proxy")),
        };
    }

    // The program is run as apt runs it: as the user of its methods, with the address as its argument; the first line counts.
    private async Task<string?> ProxyAnswerAsync(AptConfig config, ProxyRules proxies, Uri address, CancellationToken stop)
    {
        if (proxies.ProgramFor(address) is not { } program)
            return null;
        var user = config.Find("APT::Sandbox::User") is { Length: > 0 } set ? set : "_apt";
        var url = new UriBuilder(address) { UserName = "", Password = "" }.Uri.AbsoluteUri;
        var result = user == "root"
            ? await queries.RunAsync(program, [url], stop)
            : await queries.RunAsync("setpriv", ["--reuid", user, "--regid", "nogroup", "--clear-groups", "--", program, url], stop);
        return result.IsSuccess ? AptQueries.Lines(result.Output).FirstOrDefault()?.Trim() : null;
    }

    private List<string> AuthTexts(AptConfig config) =>
        [.. AuthFile.Find(paths.Outside(config.FindPath("Dir::Etc::netrc")), paths.Outside(config.FindPath("Dir::Etc::netrcparts"))).Select(File.ReadAllText)];

    private string? ReadList(string path)
    {
        try
        {
            return File.ReadAllText(paths.Outside(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // apt will say so itself, of each file that it wants by this list.
            return null;
        }
    }

    private Dictionary<string, DateTimeOffset> KnownReleases(IReadOnlyList<SourceFile> files, List<MirrorGroup> groups)
    {
        var known = new Dictionary<string, DateTimeOffset>();
        foreach (var entry in files.SelectMany(static f => f.Entries))
        {
            foreach (var address in entry.Addresses)
            {
                if (GroupOf(groups, address) is not { } group)
                    continue;
                foreach (var suite in entry.Suites)
                {
                    if (DateOf(ListName.FolderOf(address.Text, suite)) is { } date)
                        known[ListName.FolderOf(group.ServedAs[0], suite)] = date;
                }
            }
        }

        return known;
    }

    private static MirrorGroup? GroupOf(List<MirrorGroup> groups, SourceAddress address) =>
        address.MirrorList is not null
            ? groups.Find(g => g.Name == address.Text)
            : GroupDraft.Plain(address.Text) is { } served ? groups.Find(g => g.ServedAs.Contains(served)) : null;

    private DateTimeOffset? DateOf(string folder)
    {
        string[] names = ["InRelease", "Release"];
        var file = names.Select(n => Path.Join(paths.Lists, ListName.Of(folder + n))).FirstOrDefault(File.Exists);
        return file is null ? null : ReleaseDates.Of(File.ReadLines(file));
    }
}
