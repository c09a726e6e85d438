namespace KuPkg.Agent.Drivers.Apt.Rebuild;

/// <summary>A conffile as dpkg remembers it.</summary>
/// <param name="Path">Its path on the host.</param>
/// <param name="Md5">Of the content that the package shipped; <c>newconffile</c> while nothing was installed yet.</param>
/// <param name="IsObsolete">The installed version does not ship it any more.</param>
/// <param name="IsRemoved">The installed version asks dpkg to remove it.</param>
internal sealed record Conffile(string Path, string Md5, bool IsObsolete, bool IsRemoved);

/// <summary>What dpkg's database has of one installed package: its stanza, its control files and the list of its files.</summary>
/// <param name="Stanza">From the status file.</param>
/// <param name="ControlFiles">By the member's name (<c>postinst</c>) the file in dpkg's info directory. Neither <c>list</c> nor <c>conffiles</c>, which are made anew.</param>
/// <param name="Paths">The package's paths, in dpkg's order.</param>
/// <param name="Md5Sums">By path; empty where the package had none.</param>
/// <param name="Conffiles">As dpkg remembers them.</param>
internal sealed record InstalledRecord(
    ControlStanza Stanza, IReadOnlyDictionary<string, string> ControlFiles, IReadOnlyList<string> Paths, IReadOnlyDictionary<string, string> Md5Sums, IReadOnlyList<Conffile> Conffiles)
{
    public string Name => Stanza["Package"] ?? "";

    public string Version => Stanza["Version"] ?? "";

    public string Architecture => Stanza["Architecture"] ?? "";

    /// <summary>The properly installed packages among those that are asked for. Reads the status file once.</summary>
    /// <param name="statusFile">dpkg's status file.</param>
    /// <param name="wanted">By name and architecture.</param>
    public static IReadOnlyList<ControlStanza> Stanzas(string statusFile, Func<string, string, bool> wanted) =>
    [
        .. ControlStanza.ReadAll(File.ReadLines(statusFile)).Where(s => s["Package"] is { } name && s["Architecture"] is { } architecture && wanted(name, architecture)
            && s["Status"]?.EndsWith(" ok installed", StringComparison.Ordinal) == true),
    ];

    /// <exception cref="IOException">dpkg has no list of the package's files.</exception>
    public static InstalledRecord Read(AptPaths paths, ControlStanza stanza)
    {
        var (name, architecture) = (stanza["Package"]!, stanza["Architecture"]!);
        // Of a package that can be there for several architectures the names have the architecture in them.
        var info = paths.DpkgInfo;
        var stem = ((string[])[$"{name}:{architecture}", name]).FirstOrDefault(s => File.Exists(Path.Join(info, $"{s}.list")))
            ?? throw new FileNotFoundException($"dpkg has no list of the files of {name} in {info}");
        // foo.bar.list is of the package foo.bar: dpkg takes what follows the last dot for the member's name.
        var members = Directory.EnumerateFiles(info, $"{stem}.*").Where(f => Path.GetFileNameWithoutExtension(f) == stem).ToDictionary(static f => Path.GetExtension(f)[1..], static f => f);
        var sums = members.TryGetValue("md5sums", out var file) ? File.ReadLines(file).Where(static l => l.Length > 34) : [];
        return new InstalledRecord(
            stanza,
            members.Where(static m => m.Key is not ("list" or "conffiles")).ToDictionary(),
            [.. File.ReadLines(members["list"]).Where(static p => p.Length > 0)],
            sums.GroupBy(static l => "/" + l[34..], static l => l[..32]).ToDictionary(static g => g.Key, static g => g.First()),
            ReadConffiles(stanza["Conffiles"]));
    }

    //  /etc/foo.conf fe6975a937016c20b43b17540e6c6246
    //  /etc/foo.old cc5e9216b37b3f82dfe398ed311d16e6 obsolete
    private static List<Conffile> ReadConffiles(string? field)
    {
        List<Conffile> conffiles = [];
        foreach (var line in (field ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = line.Split(' ').ToList();
            var flags = words.FindAll(static w => w is "obsolete" or "remove-on-upgrade");
            _ = words.RemoveAll(flags.Contains);
            if (words.Count >= 2)
                conffiles.Add(new Conffile(string.Join(' ', words[..^1]), words[^1], flags.Contains("obsolete"), flags.Contains("remove-on-upgrade")));
        }

        return conffiles;
    }
}
