using KuPkg.Policy.Model;

namespace KuPkg.Policy.Kill;

/// <summary>The commands with which a person repairs by hand what the ladder could not, on a host with dpkg and apt.</summary>
internal static class ByHand
{
    public static IReadOnlyList<string> Commands(RepairSituation situation)
    {
        var commands = new List<string>();
        var needsReinstall = Names(situation, PackageState.NeedsReinstall);
        if (situation.IsInterrupted || situation.Broken.Count > needsReinstall.Count)
            commands.Add("dpkg --configure -a");
        if (needsReinstall.Count > 0)
        {
            var names = string.Join(' ', needsReinstall);
            commands.Add($"apt-get install --reinstall {names}");
            commands.Add($"dpkg --remove --force-remove-reinstreq {names}    # only if no repository has its archive any more");
        }

        commands.Add("apt-get -f install");
        commands.Add("dpkg --audit");
        return commands;
    }

    private static List<string> Names(RepairSituation situation, PackageState state) =>
        [.. situation.Broken.Where(p => p.State == state).Select(p => Qualified(p.Package)).Order(StringComparer.Ordinal)];

    private static string Qualified(PackageId package) =>
        package.Architecture is "" or "all" ? package.Name : $"{package.Name}:{package.Architecture}";
}
