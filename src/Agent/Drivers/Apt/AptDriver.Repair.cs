using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Drivers.Apt;

/// <content>Repairing, and putting back.</content>
internal sealed partial class AptDriver
{
    public Tool? Repair(RunFolder folder, RepairRung rung) => rung switch
    {
        ConfigureRung => Dpkg(folder, "dpkg --configure -a", "configure", ["--configure", "-a"]),
        ReinstallFromArchiveRung { Packages: var packages } => ArchivesFor(packages).ToList() is { Count: > 0 } archives
            ? Dpkg(folder, $"dpkg -i {Names(archives.Select(a => a.Package))}", "reinstall-archive", ["-i", .. archives.Select(a => _paths.Inside(a.Path))])
            : null,

        // --mark-auto leaves automatic marks as they are when a package is named; found by experiment, without it an auto package becomes manual.
        ReinstallRung { Packages: var packages } => packages.Count == 0
            ? null
            : ChangingAptGet(folder, $"apt-get install --reinstall {Names(packages)}", "reinstall", [.. AptOptions.Fetching, "--mark-auto", "--reinstall", "--no-remove", "install", .. packages.Select(AptName)]),
        FixDependenciesRung => ChangingAptGet(folder, "apt-get -f install", "fix", [.. AptOptions.Fetching, "-f", "--no-remove", "install"]),
        _ => throw new ArgumentOutOfRangeException(nameof(rung), rung, "apt knows no such repair"),
    };

    public IReadOnlyList<PackageId> WithArchive(IReadOnlyList<PackageId> packages) => [.. ArchivesFor(packages).Select(a => a.Package)];

    // -f: with a dependency broken already, as it is when a new package was removed first, apt would not even look at the archives.
    public Tool SimulatePutBack(RunFolder folder, IReadOnlyList<KeptAside> archives) =>
        AptGet(folder, "plan the put-back", Phase.Plan, ["-s", "-V", "-f", "--allow-downgrades", "--no-remove", "install", .. PathsOf(archives)]);

    public SimulationResult ReadPutBackSimulation(ToolEnd end) => ReadSimulation(end);

    // dpkg and not apt-get: it leaves automatic marks and the administrator's holds as they are.
    public Tool PutBack(RunFolder folder, IReadOnlyList<KeptAside> archives) =>
        Dpkg(folder, $"put back {Names(archives.Select(a => a.Change.Package))}", "put-back", ["--force-downgrade", "-i", .. PathsOf(archives)]);

    public IReadOnlyList<string> TakeRemovalScriptsAway(RunFolder folder, IReadOnlyList<PackageId> packages)
    {
        List<string> taken = [];
        foreach (var stem in packages.SelectMany(static p => (string[])[$"{p.Name}:{p.Architecture}", p.Name]))
        {
            foreach (var script in ((string[])["prerm", "postrm"]).Select(s => $"{stem}.{s}").Where(s => File.Exists(Path.Join(_paths.DpkgInfo, s))))
            {
                File.Move(Path.Join(_paths.DpkgInfo, script), folder.File(script), overwrite: true);
                taken.Add(script);
            }
        }

        return taken;
    }

    // What depends on a new package goes back together with it, before or after; without --force-depends dpkg would refuse while it is still unpacked,
    // and leave the package marked for removal.
    public Tool RemoveNew(RunFolder folder, IReadOnlyList<PackageId> packages) =>
        Dpkg(folder, $"remove {Names(packages)}", "remove-new", ["--force-depends", "--remove", .. packages.Select(AptName)]);

    private Tool Dpkg(RunFolder folder, string name, string slug, IReadOnlyList<string> arguments) =>
        _tools.Changing(folder, name, slug, Phase.Repair, "dpkg", ["--status-fd", "3", .. AptOptions.Dpkg, .. arguments]);

    private Tool ChangingAptGet(RunFolder folder, string name, string slug, IReadOnlyList<string> arguments) =>
        _tools.Changing(folder, name, slug, Phase.Repair, "apt-get", [.. AptOptions.Always, .. AptOptions.Changing, .. AptOptions.StatusFd, .. arguments]);

    // The highest version at hand that is not held. Not below what dpkg has begun to install, unless that is held: a repair is no downgrade.
    private IEnumerable<(PackageId Package, string Path)> ArchivesFor(IReadOnlyList<PackageId> packages)
    {
        var held = _holds.Read();
        var begun = DpkgStatusFile.Read(_paths.DpkgStatus).ToLookup(p => p.Name);
        foreach (var package in packages)
        {
            var now = begun[package.Name].FirstOrDefault(p => package.Architecture.Length == 0 || p.Architecture == package.Architecture).Version ?? "";
            var isHeld = held.Contains((package.Name, now));
            var version = _aside.VersionsOf(package.Name).FirstOrDefault(v => !held.Contains((package.Name, v)) && (isHeld || Versions.Compare(v, now) >= 0));
            if (version is not null && _aside.Take(package.Name, version, package.Architecture, out _) is { } archive)
                yield return (package, archive);
        }
    }

    private IEnumerable<string> PathsOf(IReadOnlyList<KeptAside> archives) => archives.Select(a => a.Path).OfType<string>().Select(_paths.Inside);

    private static string Names(IEnumerable<PackageId> packages)
    {
        var names = packages.Select(p => p.Name).Distinct().ToList();
        return names.Count <= 4 ? string.Join(' ', names) : $"{string.Join(' ', names.Take(4))} and {names.Count - 4} more";
    }

    private static string AptName(PackageId package) => package.Architecture is "" or "all" ? package.Name : $"{package.Name}:{package.Architecture}";
}
