using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Drivers.Apt;

/// <content>What goes because nothing needs it any more.</content>
internal sealed partial class AptDriver
{
    public string ArchiveDirectory => _paths.Archives;

    public Tool SimulateRemoval(RunFolder folder, IReadOnlyList<UnusedPackage> packages) =>
        AptGet(folder, "plan the cleanup", Phase.Plan, ["-s", "-V", "-o", "APT::Get::AutomaticRemove=false", "remove", .. packages.Select(static p => AptName(p.Package))]);

    // dpkg and not apt-get, which takes the automatic mark off a package that it is asked by name to remove: when that fails nobody would ever remove it again (docs/facts.md).
    public Tool Remove(RunFolder folder, IReadOnlyList<UnusedPackage> packages) =>
        _tools.Changing(folder, "cleanup", "cleanup", Phase.Install, "dpkg", ["--status-fd", "3", "--remove", .. packages.Select(p => DpkgNameOf(p.Package))]);

    // apt gives a package of the host's own architecture without it; to dpkg that is ambiguous, and an error, when another architecture's is installed beside it.
    private string DpkgNameOf(PackageId package)
    {
        if (package.Architecture.Length > 0)
            return AptName(package);
        var installed = DpkgStatusFile.Read(_paths.DpkgStatus);
        return installed.Count(p => p.Name == package.Name) > 1 && installed.FirstOrDefault(static p => p.Name == "dpkg").Architecture is { Length: > 0 } own ? $"{package.Name}:{own}" : package.Name;
    }
}
