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
        _tools.Changing(folder, "cleanup", "cleanup", Phase.Install, "dpkg", ["--status-fd", "3", "--remove", .. packages.Select(static p => AptName(p.Package))]);
}
