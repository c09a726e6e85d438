using KuPkg.Agent.Config;

namespace KuPkg.Agent.Drivers.Apt.Sources;

/// <summary>The source files of a host, in apt's order: the main file, then those of the directory, sorted by bytes.</summary>
internal static class SourceFiles
{
    /// <summary>The files that apt would read.</summary>
    /// <param name="main">Dir::Etc::SourceList; need not be there.</param>
    /// <param name="parts">Dir::Etc::SourceParts; need not be there.</param>
    public static IReadOnlyList<string> Find(string main, string parts)
    {
        var files = new List<string>();
        if (File.Exists(main))
            files.Add(main);
        if (Directory.Exists(parts))
            files.AddRange(Directory.EnumerateFiles(parts).Where(static f => IsRead(Path.GetFileName(f))).Order(StringComparer.Ordinal));
        return files;
    }

    /// <summary>Reads them all.</summary>
    /// <exception cref="IOException">One cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be read.</exception>
    public static IReadOnlyList<SourceFile> Read(string main, string parts) => [.. Find(main, parts).Select(SourceFile.Read)];

    /// <summary>Reads those at the places where apt looks when nothing else is configured.</summary>
    /// <exception cref="IOException">One cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be read.</exception>
    public static IReadOnlyList<SourceFile> OfHost(HostPaths host) => Read(host.At("etc/apt/sources.list"), host.At("etc/apt/sources.list.d"));

    // Letters, digits, underscore, hyphen, full stop and colon only, and one of two endings: sources.list(5), run-parts as apt 2.6 does it.
    private static bool IsRead(string name) =>
        (name.EndsWith(".list", StringComparison.Ordinal) || name.EndsWith(".sources", StringComparison.Ordinal))
        && name[0] != '.'
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':');
}
