using KuPkg.Agent.Config;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>The names of the installed packages, read without starting the package manager.</summary>
internal static class InstalledNames
{
    /// <summary>Reads them.</summary>
    public static IReadOnlySet<string> Read(HostPaths paths)
    {
        var status = new AptPaths(paths).DpkgStatus;
        return File.Exists(status) ? DpkgStatusFile.Read(status).Select(static p => p.Name).ToHashSet(StringComparer.Ordinal) : new HashSet<string>();
    }
}
