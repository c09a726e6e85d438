using System.Text.RegularExpressions;
using KuPkg.Agent.Config;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>
/// Whether a host has <c>file:</c> sources. apt installs their archives from where they lie and copies none into its cache, and then
/// <c>--no-download</c> ends in "Pathname to install is not absolute" (apt 2.6, found by experiment).
/// </summary>
internal static partial class LocalSources
{
    public static bool AreThere(HostPaths host) => Files(host).Any(file => File.ReadLines(file).Any(line => FileAddress().IsMatch(line)));

    private static IEnumerable<string> Files(HostPaths host)
    {
        var single = host.At("etc/apt/sources.list");
        if (File.Exists(single))
            yield return single;
        var parts = host.At("etc/apt/sources.list.d");
        if (!Directory.Exists(parts))
            yield break;
        foreach (var file in Directory.EnumerateFiles(parts))
        {
            if (Path.GetExtension(file) is ".list" or ".sources")
                yield return file;
        }
    }

    // deb [trusted=yes] file:/srv repo/        URIs: http://a.example.org/debian file:///srv
    [GeneratedRegex(@"^\s*[^#\s].*\sfile:/")]
    private static partial Regex FileAddress();
}
