using KuPkg.Agent.Config;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Archives at hand for repairs and for putting back, each under the name that apt gives it. Links into apt's cache where that is possible.</summary>
internal sealed class AsideStore(HostPaths host, AptPaths paths)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Directory => host.AsideDirectory;

    /// <summary>Where archives are fetched to. They become part of the store when they are complete.</summary>
    public string Incoming => Path.Join(host.AsideDirectory, "incoming");

    /// <summary>The archive of one version from the store, else from apt's cache, from where it is taken into the store; null: not at hand.</summary>
    /// <param name="package">The name, without architecture.</param>
    /// <param name="version">Exactly this one.</param>
    /// <param name="architecture">The architecture; <c>all</c> counts for any, as a package may have changed to or from it. Empty: unknown, any will do.</param>
    /// <param name="problem">Why an archive that is there could not be taken into the store; null: there is none, or it was.</param>
    public string? Take(string package, string version, string architecture, out string? problem)
    {
        problem = null;
        try
        {
            return architecture is "" or "all"
                ? Find(package, version)
                : TakeExactly(new ArchiveName(package, version, architecture)) ?? TakeExactly(new ArchiveName(package, version, "all"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"the archive in apt's cache could not be kept in {Directory}: {e.Message}";
            return null;
        }
    }

    /// <summary>The archive of one version, in the store or in apt's cache, and left where it is; null: not there.</summary>
    /// <exception cref="UnauthorizedAccessException">The store may not be read, and the cache has none.</exception>
    public string? Look(string package, string version, string architecture)
    {
        string[] names = [.. ((string[])[architecture, "all"]).Distinct().Select(a => new ArchiveName(package, version, a).FileName)];
        if (names.Select(n => Path.Join(paths.Archives, n)).FirstOrDefault(File.Exists) is { } cached)
            return cached;
        // Without the right to look, a file that is there would seem not to be.
        return System.IO.Directory.Exists(Directory) ? System.IO.Directory.GetFiles(Directory, "*.deb").FirstOrDefault(f => names.Contains(Path.GetFileName(f))) : null;
    }

    /// <summary>The versions of a package in the store, else in apt's cache, the highest first.</summary>
    public IReadOnlyList<string> VersionsOf(string package)
    {
        foreach (var directory in (string[])[Directory, paths.Archives])
        {
            if (Archives(directory, package).Select(a => a.Version).Distinct().OrderDescending(DpkgVersionComparer.Instance).ToList() is { Count: > 0 } versions)
                return versions;
        }

        return [];
    }

    /// <summary>Deletes archives until the store holds at most so many bytes: those that are not wanted now first, oldest first.</summary>
    public void Prune(long maxBytes, IReadOnlySet<string> wanted)
    {
        if (!System.IO.Directory.Exists(Directory))
            return;
        var files = new DirectoryInfo(Directory).GetFiles("*.deb");
        var total = files.Sum(f => f.Length);
        foreach (var file in files.OrderBy(f => wanted.Contains(f.Name)).ThenBy(f => f.LastWriteTimeUtc))
        {
            if (total <= maxBytes)
                return;
            total -= file.Length;
            file.Delete();
        }
    }

    private string? Find(string package, string version) =>
        ((string[])[Directory, paths.Archives]).SelectMany(d => Archives(d, package)).Where(a => a.Version == version).Select(TakeExactly).FirstOrDefault(p => p is not null);

    private static IEnumerable<ArchiveName> Archives(string directory, string package) =>
        System.IO.Directory.Exists(directory)
            ? System.IO.Directory.EnumerateFiles(directory, $"{package}_*.deb").Select(ArchiveName.TryParse).OfType<ArchiveName>().Where(a => a.Package == package)
            : [];

    /// <summary>An empty place to fetch into.</summary>
    public void PrepareIncoming()
    {
        if (System.IO.Directory.Exists(Incoming))
            System.IO.Directory.Delete(Incoming, recursive: true);
        System.IO.Directory.CreateDirectory(Incoming, Private);
    }

    /// <summary>Takes what was fetched into the store. apt-get writes under the final name from the first byte, so this is only for a fetch that succeeded.</summary>
    /// <returns>The archives, where they are now.</returns>
    public IReadOnlySet<string> AcceptIncoming()
    {
        HashSet<string> accepted = [];
        foreach (var file in System.IO.Directory.Exists(Incoming) ? System.IO.Directory.EnumerateFiles(Incoming, "*.deb") : [])
        {
            var kept = Path.Join(Directory, Path.GetFileName(file));
            File.Move(file, kept, overwrite: true);
            _ = accepted.Add(kept);
        }

        return accepted;
    }

    /// <summary>Makes the store's directory, and deletes what a rebuilding that died left in it.</summary>
    public void PrepareRebuilding()
    {
        System.IO.Directory.CreateDirectory(Directory, Private);
        foreach (var unfinished in System.IO.Directory.EnumerateFiles(Directory, "*.deb.new"))
            File.Delete(unfinished);
    }

    /// <summary>The bytes in the store.</summary>
    public long Bytes => System.IO.Directory.Exists(Directory) ? new DirectoryInfo(Directory).EnumerateFiles("*.deb").Sum(static f => f.Length) : 0;

    private string? TakeExactly(ArchiveName name)
    {
        var kept = Path.Join(Directory, name.FileName);
        if (File.Exists(kept))
            return kept;
        var cached = Path.Join(paths.Archives, name.FileName);
        if (!File.Exists(cached))
            return null;
        System.IO.Directory.CreateDirectory(Directory, Private);
        HardLink.OrCopy(cached, kept);
        return kept;
    }
}
