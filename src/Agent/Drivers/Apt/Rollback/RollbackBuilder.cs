using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers.Apt.Rebuild;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Drivers.Apt.Rollback;

/// <summary>One package that was built.</summary>
/// <param name="Package">What it is.</param>
/// <param name="Archive">The file.</param>
/// <param name="CameFrom">Where the old content came from.</param>
/// <param name="Limits">In what it is not exact, in words; empty: it is the old archive's own content.</param>
internal sealed record BuiltRollback(RollForwardPackage Package, string Archive, AsideOrigin CameFrom, IReadOnlyList<string> Limits);

/// <summary>What a rollback came to.</summary>
/// <param name="Built">All packages of the set, or none.</param>
/// <param name="Errors">Why there are none, in words; empty: they are built.</param>
/// <param name="Warnings">What an operator should know before publishing them.</param>
/// <param name="IsUsage">Whether the person asked for what cannot be.</param>
/// <param name="IsRefused">Whether this user may not read what is needed.</param>
internal sealed record RollbackResult(IReadOnlyList<BuiltRollback> Built, IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings, bool IsUsage = false, bool IsRefused = false);

/// <summary>Builds the old content of a package, and of all its siblings of the same source on this host, as a higher version. Changes nothing of the host.</summary>
internal sealed class RollbackBuilder(HostPaths host, ILauncher launcher, TimeProvider time)
{
    private static readonly TimeSpan FetchLimit = TimeSpan.FromMinutes(10);

    private readonly AptPaths _paths = new(host);
    private readonly AptQueries _queries = new(launcher, new AptPaths(host));
    private readonly AsideStore _store = new(host, new AptPaths(host));

    /// <param name="package">The package's name.</param>
    /// <param name="to">The version whose content is wanted; null: the one before.</param>
    /// <param name="output">An existing directory.</param>
    /// <param name="holds">KuPkg's holds in force.</param>
    /// <param name="before">By package and version, the version that was there before it; null: not known.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="IOException">The package database cannot be read, or the output not be written.</exception>
    public async Task<RollbackResult> BuildAsync(
        string package, string? to, string output, IReadOnlyList<Hold> holds, Func<PackageId, string, string?> before, CancellationToken stop)
    {
        var installed = InstalledRecord.Stanzas(_paths.DpkgStatus, static (_, _) => true);
        var named = installed.FirstOrDefault(s => s["Package"] == package);
        if (named is null)
            return Failed([$"{package} is not installed here, properly. Which packages belong together is read from a host that has them:     dpkg -l {package}"], isUsage: true);
        var set = installed.Where(s => SourceOf(s) == SourceOf(named)).ToList();
        var facts = new List<RollForwardFacts>();
        foreach (var stanza in set)
            facts.Add(await FactsAsync(stanza, holds, before, stop));
        var chosen = RollForward.Choose(package, to, facts, DpkgVersionComparer.Instance, out var refusals);
        if (refusals.Count > 0)
            return Failed(refusals, isUsage: true);

        // Of two architectures the versions are the same, as dpkg sees to that.
        var siblings = chosen.GroupBy(static c => c.Package.Name).ToDictionary(static g => g.Key, static g => (Old: g.First().Content, New: g.First().Version));
        var folder = new RunFolder(Path.Join(host.At("tmp"), $"kupkg-rollback-{Environment.ProcessId}-{time.GetTimestamp():x}"), 0);
        Directory.CreateDirectory(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            return await BuildAllAsync(chosen, set, siblings, folder, output, stop) with { Warnings = [.. NotMetBy(installed.Except(set), chosen)] };
        }
        finally
        {
            Directory.Delete(folder.Path, recursive: true);
        }
    }

    private async Task<RollbackResult> BuildAllAsync(
        IReadOnlyList<RollForwardPackage> chosen, List<ControlStanza> set, Dictionary<string, (string Old, string New)> siblings, RunFolder folder, string output, CancellationToken stop)
    {
        List<BuiltRollback> built = [];
        List<string> errors = [];
        var isRefused = false;
        foreach (var package in chosen)
        {
            try
            {
                var stanza = set.First(s => s["Package"] == package.Package.Name && s["Architecture"] == package.Package.Architecture);
                var (path, origin, limits) = await ContentAsync(package, stanza, folder, stop);
                var control = Path.Join(folder.Path, $"control-{built.Count}");
                var archive = Path.Join(folder.Path, $"{package.Package.Name}-{package.Package.Architecture}.deb");
                if (path != archive)
                    File.Copy(path, archive, overwrite: true);
                _ = await _queries.RequireAsync("dpkg-deb", ["-e", _paths.Inside(archive), _paths.Inside(control)], stop);
                var target = Path.Join(folder.Path, $"{package.Package.Name}_{package.Version[(package.Version.IndexOf(':', StringComparison.Ordinal) + 1)..]}_{ArchitectureOf(control)}.deb");
                RollForwardArchive.Write(archive, control, package, siblings, target);
                built.Add(new BuiltRollback(package, target, origin, limits));
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or LaunchException)
            {
                isRefused |= e is UnauthorizedAccessException;
                errors.Add($"{package.Package} {package.Content}: {e.Message}");
            }
        }

        if (errors.Count > 0)
            return Failed(errors, isRefused: isRefused);

        // All of the set or nothing: half of it, published, would break hosts.
        return new RollbackResult([.. built.Select(b => Publish(b, output))], [], []);
    }

    private static BuiltRollback Publish(BuiltRollback built, string output)
    {
        var target = Path.Join(output, Path.GetFileName(built.Archive));
        File.Copy(built.Archive, target + ".new", overwrite: true);
        File.Move(target + ".new", target, overwrite: true);
        return built with { Archive = target };
    }

    /// <summary>The old content: kept aside, in apt's cache, in a repository, or, where it is installed, rebuilt.</summary>
    private async Task<(string Path, AsideOrigin Origin, IReadOnlyList<string> Limits)> ContentAsync(
        RollForwardPackage package, ControlStanza installed, RunFolder folder, CancellationToken stop)
    {
        var isInstalled = installed["Version"] == package.Content;
        UnauthorizedAccessException? denied = null;
        try
        {
            // One that was rebuilt for this host only is rebuilt once more, for others.
            if (_store.Look(package.Package.Name, package.Content, package.Package.Architecture) is { } kept && (PackageRebuilder.LimitsOf(kept) is not { } limits || !isInstalled))
                return PackageRebuilder.LimitsOf(kept) is { } own ? Checked(kept, own) : (kept, AsideOrigin.AtHand, []);
        }
        catch (UnauthorizedAccessException e)
        {
            denied = e;
        }

        if (await FetchAsync(package, folder, stop) is { } fetched)
            return (fetched, AsideOrigin.Fetched, []);
        if (!isInstalled)
            throw denied as Exception ?? new IOException("it is not kept aside, not in apt's cache and in no repository, and only the installed version can be rebuilt. Run this on a host that still has it installed");
        var target = Path.Join(folder.Path, $"{package.Package.Name}-{package.Package.Architecture}.deb");
        var rebuilt = new PackageRebuilder(_paths, isForThisHost: false).Build(installed, target, long.MaxValue, stop);
        return rebuilt.Path is { } path
            ? (path, AsideOrigin.Rebuilt, ["rebuilt from the files of this host", .. rebuilt.Limits])
            : throw new IOException($"it is in no repository, and could not be rebuilt: {rebuilt.Error}");
    }

    // A conffile that was deleted here is in such an archive as an empty one, which other hosts would take for the real one.
    private static (string, AsideOrigin, IReadOnlyList<string>) Checked(string kept, IReadOnlyList<string> limits) =>
        limits.FirstOrDefault(static l => l.EndsWith(Limits.DeletedConffile, StringComparison.Ordinal)) is { } deleted
            ? throw new IOException($"the archive that is kept of it was rebuilt for this host alone ({deleted}). Run this on a host that still has it installed")
            : (kept, AsideOrigin.Rebuilt, ["rebuilt from the files of this host", .. limits]);

    private async Task<string?> FetchAsync(RollForwardPackage package, RunFolder folder, CancellationToken stop)
    {
        var id = package.Package;
        var name = id.Architecture is "" or "all" ? id.Name : $"{id.Name}:{id.Architecture}";
        var directory = Directory.CreateDirectory(Path.Join(folder.Path, $"fetch-{id.Name}-{id.Architecture}")).FullName;
        var launch = new Launch("apt-get", [.. AptOptions.Always, .. AptOptions.Fetching, "download", $"{name}={package.Content}"])
        {
            Root = _paths.Root, Environment = AptEnvironment.ForQueries, WorkingDirectory = _paths.Inside(directory),
        };
        var result = await launcher.RunAsync(launch, FetchLimit, stop: stop);
        return result.IsSuccess ? Directory.EnumerateFiles(directory, "*.deb").FirstOrDefault() : null;
    }

    private async Task<RollForwardFacts> FactsAsync(ControlStanza stanza, IReadOnlyList<Hold> holds, Func<PackageId, string, string?> before, CancellationToken stop)
    {
        var id = new PackageId(stanza["Package"]!, stanza["Architecture"]!);
        var version = stanza["Version"]!;
        var policy = AptQueries.Lines((await _queries.RunAsync("apt-cache", ["policy", id.Name], stop)).Output).ToList();
        string?[] known = [version, PolicyOutput.Candidate(policy), .. holds.Where(h => h.Package.Name == id.Name).Select(static h => h.Version)];
        var highest = known.OfType<string>().Max(DpkgVersionComparer.Instance)!;
        if (highest != version)
            return new RollForwardFacts(id, version, highest, version);
        var atHand = PolicyOutput.Parse(policy).Select(static v => v.Version).Where(v => DpkgVersionComparer.Instance.Compare(v, version) < 0).Max(DpkgVersionComparer.Instance);
        return new RollForwardFacts(id, version, highest, before(id, version) ?? atHand);
    }

    // Packages of other sources that would not take the new version, although they take the old or the bad one.
    private static IEnumerable<string> NotMetBy(IEnumerable<ControlStanza> others, IReadOnlyList<RollForwardPackage> chosen)
    {
        var fromOld = chosen.DistinctBy(static c => c.Package.Name).ToDictionary(static c => c.Package.Name, static c => (c.Content, c.Version));
        var fromBad = chosen.DistinctBy(static c => c.Package.Name).ToDictionary(static c => c.Package.Name, static c => (c.Bad, c.Version));
        foreach (var other in others)
        {
            var fields = ((string[])["Pre-Depends", "Depends"]).Select(n => other[n]).OfType<string>();
            foreach (var relation in fields.SelectMany(f => Relations.NotMet(f, fromOld).Union(Relations.NotMet(f, fromBad))).Distinct())
                yield return $"{other["Package"]} {other["Version"]} asks for {relation} and would keep it out";
        }
    }

    private static string SourceOf(ControlStanza stanza) => (stanza["Source"] ?? stanza["Package"] ?? "").Split('(', 2)[0].Trim();

    private static string ArchitectureOf(string control) => ControlStanza.ReadAll(File.ReadLines(Path.Join(control, "control"))).First()["Architecture"] ?? "all";

    private static RollbackResult Failed(IReadOnlyList<string> errors, bool isUsage = false, bool isRefused = false) => new([], errors, [], isUsage, isRefused);
}
