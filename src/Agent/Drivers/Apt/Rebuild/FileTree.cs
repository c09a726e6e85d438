using System.Formats.Tar;

namespace KuPkg.Agent.Drivers.Apt.Rebuild;

/// <summary>Writes a package's files, as they lie on the host, into an archive's data. For one package.</summary>
/// <param name="paths">The host.</param>
/// <param name="placement">Where it has put files.</param>
/// <param name="accounts">Names of owners.</param>
/// <param name="record">The package.</param>
/// <param name="isForThisHost">Whether the archive is only to be installed here again.</param>
/// <param name="limits">Where what is not exact is noted.</param>
internal sealed class FileTree(AptPaths paths, Placement placement, Accounts accounts, InstalledRecord record, bool isForThisHost, Limits limits)
{
    private const UnixFileMode WorldReadable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly HashSet<string> _parents = [.. record.Paths.SelectMany(Parents)];
    private readonly Dictionary<string, Conffile> _conffiles = record.Conffiles.DistinctBy(static c => c.Path).ToDictionary(static c => c.Path);
    private readonly Dictionary<string, FileFacts?> _shipped = [];
    private readonly Dictionary<(uint, uint, ulong), string> _names = [];
    private readonly HashSet<string> _diverted = [];

    /// <summary>Decides which conffiles are shipped. What dpkg does with one that the archive has, has not, or has with the administrator's content: docs/facts.md.</summary>
    /// <returns>The lines of the control file <c>conffiles</c>.</returns>
    /// <exception cref="IOException">One cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">One cannot be read.</exception>
    public IReadOnlyList<string> DecideConffiles()
    {
        foreach (var conffile in _conffiles.Values.Where(static c => !c.IsObsolete && !c.IsRemoved))
            Decide(conffile);
        return
        [
            .. record.Conffiles.Where(c => _shipped.ContainsKey(c.Path)).Select(static c => c.Path),
            .. record.Conffiles.Where(static c => c is { IsRemoved: true, IsObsolete: false }).Select(static c => $"remove-on-upgrade {c.Path}"),
        ];
    }

    /// <summary>Writes all files. After <see cref="DecideConffiles"/>.</summary>
    /// <exception cref="IOException">A file cannot be read, or the archive not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be read.</exception>
    public void Write(Stream to)
    {
        // dpkg knows the long names of GNU tar, and not the headers of pax.
        using var tar = new TarWriter(to, TarEntryFormat.Gnu, leaveOpen: true);
        foreach (var path in record.Paths)
        {
            if (_conffiles.TryGetValue(path, out var conffile))
                WriteConffile(tar, conffile);
            else
                WritePath(tar, path);
        }
    }

    private void WritePath(TarWriter tar, string path)
    {
        var place = PlaceOf(path);
        if (FileFacts.Of(place) is not { } facts)
        {
            limits.Add(placement.IsExcluded(path) ? Limits.Excluded : Limits.Missing, path);
            return;
        }

        // A link where the package has a directory: the host's own arrangement, such as /lib → usr/lib.
        if (facts.Kind == FileKind.Link && _parents.Contains(path))
            facts = FileFacts.Of(place, follow: true) ?? facts;
        if (placement.IsOverridden(path))
            limits.Add(Limits.Overridden, path);
        switch (facts.Kind)
        {
            case FileKind.Regular:
                WriteFile(tar, path, place, facts);
                break;
            case FileKind.Directory:
                tar.WriteEntry(Entry(TarEntryType.Directory, path.TrimEnd('/', '.') + "/", facts));
                break;
            case FileKind.Link:
                var link = Entry(TarEntryType.SymbolicLink, path, facts);
                link.LinkName = new FileInfo(place).LinkTarget ?? throw new IOException($"{place}: its target cannot be read");
                tar.WriteEntry(link);
                break;
            case FileKind.BlockDevice or FileKind.CharacterDevice:
                var device = Entry(facts.Kind == FileKind.BlockDevice ? TarEntryType.BlockDevice : TarEntryType.CharacterDevice, path, facts);
                (device.DeviceMajor, device.DeviceMinor) = facts.Device;
                tar.WriteEntry(device);
                break;
            case FileKind.Pipe:
                tar.WriteEntry(Entry(TarEntryType.Fifo, path, facts));
                break;
            default:
                limits.Add(Limits.Special, path);
                break;
        }
    }

    private void WriteFile(TarWriter tar, string path, string place, FileFacts facts)
    {
        if (facts.Links > 1)
        {
            if (_names.TryGetValue(facts.Identity, out var first))
            {
                var name = Entry(TarEntryType.HardLink, path, facts);
                name.LinkName = NameOf(first);
                tar.WriteEntry(name);
                return;
            }

            _names[facts.Identity] = path;
        }

        if (FileFacts.AttributesOf(place).Any(static a => a != "security.selinux"))
            limits.Add(Limits.Attributes, path);
        var hash = WriteContent(tar, path, place, facts);
        if (record.Md5Sums.Count == 0)
            limits.Add(Limits.Unjudged, path);
        else if (record.Md5Sums.TryGetValue(path, out var shipped) && shipped != hash)
            limits.Add(Limits.Changed, path);
    }

    private void Decide(Conffile conffile)
    {
        var place = PlaceOf(conffile.Path);
        if (FileFacts.Of(place) is null)
        {
            // Where the archive ships it, with whatever content, dpkg leaves it deleted; where it does not, dpkg forgets it, and the next version would bring it back.
            limits.Add(isForThisHost ? Limits.DeletedConffile : Limits.DeletedConffileLeftOut, conffile.Path);
            if (isForThisHost)
                _shipped[conffile.Path] = null;
            return;
        }

        // A link that leads out of a root would be followed to another host's file.
        var facts = FileFacts.Of(place, follow: paths.IsHost);
        if (facts is { Kind: FileKind.Regular } && HashOf(place) == conffile.Md5)
            _shipped[conffile.Path] = facts;
        else
            limits.Add(Limits.EditedConffile, conffile.Path);
    }

    private void WriteConffile(TarWriter tar, Conffile conffile)
    {
        if (!_shipped.TryGetValue(conffile.Path, out var facts))
            return;
        if (facts is null)
        {
            tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, NameOf(conffile.Path)) { Mode = WorldReadable, ModificationTime = DateTimeOffset.UnixEpoch });
            return;
        }

        if (placement.IsOverridden(conffile.Path))
            limits.Add(Limits.Overridden, conffile.Path);
        if (WriteContent(tar, conffile.Path, PlaceOf(conffile.Path), facts) != conffile.Md5)
            throw new IOException($"{conffile.Path} was changed while it was read");
    }

    private string WriteContent(TarWriter tar, string path, string place, FileFacts facts)
    {
        using var content = new HashedFile(place);
        var entry = Entry(TarEntryType.RegularFile, path, facts);
        entry.DataStream = content;
        tar.WriteEntry(entry);
        return content.Hash();
    }

    private GnuTarEntry Entry(TarEntryType type, string path, FileFacts facts) => new(type, NameOf(path))
    {
        Mode = facts.Mode,
        Uid = facts.User,
        Gid = facts.Group,
        UserName = accounts.User(facts.User),
        GroupName = accounts.Group(facts.Group),
        ModificationTime = facts.ModifiedAt < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : facts.ModifiedAt,
    };

    private string PlaceOf(string path)
    {
        var place = placement.Of(record.Name, path);
        if (place != path && _diverted.Add(path))
            limits.Add(Limits.Diverted, path);
        return paths.Outside(place);
    }

    private static string HashOf(string place)
    {
        using var file = new HashedFile(place);
        var buffer = new byte[1 << 16];
        while (file.Read(buffer) > 0)
        {
        }

        return file.Hash();
    }

    private static string NameOf(string path) => "." + path;

    private static IEnumerable<string> Parents(string path)
    {
        for (var at = path.LastIndexOf('/'); at > 0; at = path.LastIndexOf('/', at - 1))
            yield return path[..at];
    }
}
