namespace KuPkg.Agent.Drivers.Apt.Sources;

/// <summary>
/// The host's sources for one run, with http in place of https. apt's names for lists hold no scheme, and its caches are rebuilt when a source file is newer than
/// they are: with the times kept, the host's own lists and caches stay valid before, during and after the run (found by experiment, docs/facts.md).
/// </summary>
/// <param name="Main">What stands in for Dir::Etc::SourceList.</param>
/// <param name="Parts">What stands in for Dir::Etc::SourceParts.</param>
internal sealed record SourcesCopy(string Main, string Parts)
{
    /// <summary>The name of the directory of sources.</summary>
    public const string PartsName = "kupkg-parts";

    private const UnixFileMode RootOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Whether any of the host's sources is fetched by https.</summary>
    public static bool IsNeeded(IEnumerable<SourceFile> files) => files.SelectMany(static f => f.Addresses).Any(static a => a.Transport == SourceTransport.Https);

    /// <summary>Writes the copy into a folder that is root's only: sources may hold passwords, and apt reads them as root.</summary>
    /// <param name="main">The host's Dir::Etc::SourceList.</param>
    /// <param name="files">All of its source files.</param>
    /// <param name="folder">Where to; what an earlier try left there is replaced.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static SourcesCopy Write(string main, IReadOnlyList<SourceFile> files, string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        var copy = new SourcesCopy(Path.Join(folder, Path.GetFileName(main)), Path.Join(folder, PartsName));
        Directory.CreateDirectory(copy.Parts, RootOnly);
        foreach (var file in files)
        {
            var path = file.Path == main ? copy.Main : Path.Join(copy.Parts, Path.GetFileName(file.Path));
            File.WriteAllText(path, file.WithPlainHttp(), System.Text.Encoding.Latin1);
            File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(file.Path));
        }

        return copy;
    }
}
