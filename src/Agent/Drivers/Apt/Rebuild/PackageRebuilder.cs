using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace KuPkg.Agent.Drivers.Apt.Rebuild;

/// <summary>What came of rebuilding one package.</summary>
/// <param name="Path">The archive; null: it could not be built.</param>
/// <param name="Limits">In what it differs from the one that was installed, in words.</param>
/// <param name="Error">Why there is none, in words; null: there is one.</param>
internal sealed record RebuiltArchive(string? Path, IReadOnlyList<string> Limits, string? Error);

/// <summary>
/// Builds an installed package's archive again, from its files and from what dpkg's database has of it. Reads only, but for the archive itself. Same host, same archive: times are those of the files.
/// Not thread-safe.
/// </summary>
/// <param name="paths">The host.</param>
/// <param name="isForThisHost">Whether the archives are only to be installed here again.</param>
internal sealed class PackageRebuilder(AptPaths paths, bool isForThisHost)
{
    /// <summary>The member of a rebuilt archive that says in what it is not exact. dpkg and apt pass over members that begin so.</summary>
    public const string LimitsMember = "_kupkg";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Readable = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Program = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // What dpkg adds to a package's own fields.
    private static readonly string[] OfTheDatabase = ["Status", "Conffiles", "Config-Version", "Triggers-Awaited", "Triggers-Pending"];

    private readonly Placement _placement = Placement.Read(paths);
    private readonly Accounts _accounts = new(paths.Passwd, paths.Group);

    /// <summary>Builds one.</summary>
    /// <param name="stanza">From dpkg's status file; properly installed.</param>
    /// <param name="target">Where to; replaced when it is there, and never half there.</param>
    /// <param name="mostBytes">The archive is given up when it would be larger.</param>
    /// <param name="stop">Gives it up.</param>
    public RebuiltArchive Build(ControlStanza stanza, string target, long mostBytes, CancellationToken stop)
    {
        var unfinished = target + ".new";
        try
        {
            var limits = new Limits();
            using (var archive = new BoundedFile(unfinished, isForThisHost ? Private : Readable, mostBytes, stop))
            {
                Write(archive, InstalledRecord.Read(paths, stanza), limits);
                archive.Flush(flushToDisk: true);
            }

            File.Move(unfinished, target, overwrite: true);
            return new RebuiltArchive(target, limits.Lines, null);
        }
        catch (OperationCanceledException)
        {
            GiveUp(unfinished);
            return new RebuiltArchive(null, [], "rebuilding it took too long, or the run was asked to stop");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            GiveUp(unfinished);
            return new RebuiltArchive(null, [], e.Message);
        }
    }

    /// <summary>What a rebuilt archive says of itself; null: it was not rebuilt.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<string>? LimitsOf(string path)
    {
        using var archive = File.OpenRead(path);
        return ArArchive.Read(archive) is var members && members.FirstOrDefault(static m => m.Name == LimitsMember) is { Name: not null } member
            ? Encoding.UTF8.GetString(ArArchive.ContentOf(archive, member)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : null;
    }

    private void Write(BoundedFile archive, InstalledRecord record, Limits limits)
    {
        DateTimeOffset at = record.ControlFiles.Values.Select(File.GetLastWriteTimeUtc).DefaultIfEmpty(DateTime.UnixEpoch).Max();
        var tree = new FileTree(paths, _placement, _accounts, record, isForThisHost, limits);
        var conffiles = tree.DecideConffiles();
        ArArchive.Begin(archive);
        ArArchive.Add(archive, "debian-binary", at, "2.0\n"u8.ToArray());
        ArArchive.Add(archive, "control.tar.gz", at, to => Compressed(to, c => WriteControl(c, record, conffiles, at)));
        ArArchive.Add(archive, "data.tar.gz", at, to => Compressed(to, tree.Write));
        ArArchive.Add(archive, LimitsMember, at, Encoding.UTF8.GetBytes(string.Concat(limits.Lines.Select(static l => l + "\n"))));
    }

    private static void WriteControl(Stream to, InstalledRecord record, IReadOnlyList<string> conffiles, DateTimeOffset at)
    {
        using var tar = new TarWriter(to, TarEntryFormat.Gnu, leaveOpen: true);
        tar.WriteEntry(ControlEntry(TarEntryType.Directory, "./", Program, at));
        Add(tar, "control", Encoding.UTF8.GetBytes(record.Stanza.Without(OfTheDatabase).ToString()), Readable, at);
        if (conffiles.Count > 0)
            Add(tar, "conffiles", Encoding.UTF8.GetBytes(string.Concat(conffiles.Select(static c => c + "\n"))), Readable, at);
        foreach (var (name, file) in record.ControlFiles.OrderBy(static f => f.Key, StringComparer.Ordinal))
            Add(tar, name, File.ReadAllBytes(file), File.GetUnixFileMode(file), at);
    }

    private static void Add(TarWriter tar, string name, byte[] content, UnixFileMode mode, DateTimeOffset at)
    {
        var entry = ControlEntry(TarEntryType.RegularFile, $"./{name}", mode, at);
        entry.DataStream = new MemoryStream(content);
        tar.WriteEntry(entry);
    }

    private static GnuTarEntry ControlEntry(TarEntryType type, string name, UnixFileMode mode, DateTimeOffset at) =>
        new(type, name) { Mode = mode, ModificationTime = at, UserName = "root", GroupName = "root" };

    // Packing is quick rather than tight: it is in the way of a run.
    private static void Compressed(Stream to, Action<Stream> write)
    {
        using var compressed = new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true);
        write(compressed);
    }

    // The reason is told already; a file that cannot be deleted is told by the next one that needs its name.
    private static void GiveUp(string unfinished)
    {
        try
        {
            File.Delete(unfinished);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
