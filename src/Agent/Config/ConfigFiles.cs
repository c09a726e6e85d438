namespace KuPkg.Agent.Config;

/// <summary>Which files make the configuration, weakest first.</summary>
internal static class ConfigFiles
{
    private const string Masked = "/dev/null";

    /// <summary>
    /// The configuration file, then the drop-ins by name, whatever their directory. Of those with the same name the one of the stronger directory is read and
    /// the others are not; a link to /dev/null there masks them all (as with systemd.unit(5)).
    /// </summary>
    public static IReadOnlyList<string> Find(HostPaths paths) => [paths.ConfigFile, .. FindIn(paths.DropInDirectories)];

    /// <summary>The files of some directories, weakest first, by the same rules.</summary>
    public static IReadOnlyList<string> FindIn(IReadOnlyList<string> directories)
    {
        var files = new List<string>();
        SortedDictionary<string, string>? dropIns = null;
        foreach (var directory in directories)
        {
            if (!Directory.Exists(directory))
                continue;
            dropIns ??= new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var file in Directory.EnumerateFiles(directory, "*.toml"))
                dropIns[Path.GetFileName(file)] = file;
        }

        if (dropIns is null)
            return files;
        foreach (var file in dropIns.Values)
        {
            if (new FileInfo(file).LinkTarget != Masked)
                files.Add(file);
        }

        return files;
    }
}
