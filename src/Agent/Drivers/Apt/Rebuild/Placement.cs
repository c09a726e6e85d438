using System.Runtime.InteropServices;

namespace KuPkg.Agent.Drivers.Apt.Rebuild;

/// <summary>Where this host has put a package's files, and what it leaves out, beside what the package says: diversions, stat overrides, excluded paths. Never changes.</summary>
internal sealed partial class Placement
{
    private readonly Dictionary<string, (string To, string By)> _diversions = [];
    private readonly HashSet<string> _overridden;
    private readonly IReadOnlyList<(bool IsExcluded, string Pattern)> _filters;

    private Placement(IEnumerable<string> diversions, IEnumerable<string> overrides, IReadOnlyList<(bool, string)> filters)
    {
        foreach (var lines in diversions.Chunk(3).Where(static c => c.Length == 3))
            _diversions[lines[0]] = (lines[1], lines[2]);
        _overridden = [.. overrides.Select(static l => l.Split(' ', 4)).Where(static f => f.Length == 4).Select(static f => f[3])];
        _filters = filters;
    }

    /// <param name="paths">Where dpkg keeps things.</param>
    public static Placement Read(AptPaths paths) => new(
        Lines(Path.Join(paths.DpkgDirectory, "diversions")), Lines(Path.Join(paths.DpkgDirectory, "statoverride")), [.. Filters(paths)]);

    /// <summary>The path at which the package's file lies. A diversion moves the file of every package but the one that asked for it.</summary>
    public string Of(string package, string path) => _diversions.TryGetValue(path, out var diversion) && diversion.By != package ? diversion.To : path;

    /// <summary>Whether the owner or the mode is the administrator's.</summary>
    public bool IsOverridden(string path) => _overridden.Contains(path);

    /// <summary>Whether dpkg does not unpack it here; the last pattern that fits decides.</summary>
    public bool IsExcluded(string path) => _filters.LastOrDefault(f => Fits(f.Pattern, path, 0) == 0).IsExcluded;

    // path-exclude=/usr/share/man/*
    private static IEnumerable<(bool IsExcluded, string Pattern)> Filters(AptPaths paths)
    {
        var parts = paths.DpkgSettingsParts;
        IEnumerable<string> files = Directory.Exists(parts) ? Directory.EnumerateFiles(parts).Order(StringComparer.Ordinal) : [];
        foreach (var line in files.Append(paths.DpkgSettings).SelectMany(Lines))
        {
            var words = line.Trim().TrimStart('-').Split(['=', ' ', '\t'], 2);
            if (words is ["path-exclude" or "path-include", var pattern])
                yield return (words[0] == "path-exclude", pattern.Trim().Trim('"'));
        }
    }

    private static IEnumerable<string> Lines(string file) => File.Exists(file) ? File.ReadLines(file) : [];

    [LibraryImport("libc", EntryPoint = "fnmatch", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Fits(string pattern, string path, int flags);
}
