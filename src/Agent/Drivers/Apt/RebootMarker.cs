using KuPkg.Agent.Config;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>The files with which packages ask for a reboot: <c>/run/reboot-required</c> and the names beside it.</summary>
internal static class RebootMarker
{
    /// <summary>For what a reboot is asked; null: it is not.</summary>
    public static string? Read(HostPaths host)
    {
        foreach (var directory in (string[])["run", "var/run"])
        {
            var marker = host.At($"{directory}/reboot-required");
            if (!File.Exists(marker))
                continue;
            var packages = File.Exists(marker + ".pkgs") ? File.ReadLines(marker + ".pkgs").Select(l => l.Trim()).Where(l => l.Length > 0).Distinct().ToList() : [];
            return packages.Count > 0 ? string.Join(", ", packages) : "asked for by a package that did not leave its name";
        }

        return null;
    }

    /// <summary>Asks for a reboot as a package does; names that are there already stay once.</summary>
    public static void Require(HostPaths host, IReadOnlyList<string> names)
    {
        var marker = host.At("run/reboot-required");
        var known = File.Exists(marker + ".pkgs") ? File.ReadAllLines(marker + ".pkgs") : [];
        File.WriteAllText(marker, "*** System restart required ***\n");
        File.AppendAllLines(marker + ".pkgs", names.Except(known));
    }
}
