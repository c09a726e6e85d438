using KuPkg.Policy.Model;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>The files of installed packages, from dpkg's lists, without starting dpkg.</summary>
internal static class FileLists
{
    /// <summary>Reads them, by package name; all architectures of a package together.</summary>
    // /var/lib/dpkg/info/foo.list, and libfoo1:amd64.list for a package of which several architectures may be installed
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(AptPaths paths, IReadOnlyList<PackageId> packages)
    {
        var found = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var package in packages)
        {
            foreach (var name in new[] { package.Name, $"{package.Name}:{package.Architecture}" })
            {
                var list = Path.Join(paths.DpkgInfo, $"{name}.list");
                if (File.Exists(list))
                    found[package.Name] = [.. found.GetValueOrDefault(package.Name) ?? [], .. File.ReadLines(list)];
            }
        }

        return found;
    }
}
