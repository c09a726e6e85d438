using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using KuPkg.Agent.Drivers.Apt.Rebuild;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Drivers.Apt.Rollback;

/// <summary>Writes an archive anew under another version: the files are its own, byte for byte; of its control data the version and what follows from it is new.</summary>
internal static class RollForwardArchive
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Program = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="archive">The old content.</param>
    /// <param name="control">A directory with its control files, as <c>dpkg-deb -e</c> makes it.</param>
    /// <param name="package">What it becomes.</param>
    /// <param name="siblings">By name the old and the new version of all that is rolled back together.</param>
    /// <param name="target">Where to; replaced when it is there, and never half there.</param>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or is not what it should be.</exception>
    public static void Write(string archive, string control, RollForwardPackage package, IReadOnlyDictionary<string, (string Old, string New)> siblings, string target)
    {
        using var old = File.OpenRead(archive);
        var data = ArArchive.Read(old).FirstOrDefault(static m => m.Name.StartsWith("data.tar", StringComparison.Ordinal));
        if (data.Name is null)
            throw new InvalidDataException("it has no data");
        var stanza = ControlStanza.ReadAll(File.ReadLines(Path.Join(control, "control"))).First();
        if (stanza["Version"] != package.Content || stanza["Package"] != package.Package.Name)
            throw new InvalidDataException($"it is {stanza["Package"]} {stanza["Version"]}, and not {package.Package} {package.Content}");

        // Of the old content, so that the same content gives the same archive.
        DateTimeOffset at = new DirectoryInfo(control).EnumerateFiles().Max(static f => f.LastWriteTimeUtc);
        var unfinished = target + ".new";
        using (var to = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, UnixCreateMode = Readable }))
        {
            ArArchive.Begin(to);
            ArArchive.Add(to, "debian-binary", at, "2.0\n"u8.ToArray());
            ArArchive.Add(to, "control.tar.gz", at, c => WriteControl(c, control, Encoding.UTF8.GetBytes(ControlOf(stanza, package, siblings).ToString()), at));
            ArArchive.Add(to, data.Name, at, d => Copy(old, data, d));
        }

        File.Move(unfinished, target, overwrite: true);
    }

    /// <summary>The control data under the new version. The source keeps its own: it is that from which the content was built.</summary>
    public static ControlStanza ControlOf(ControlStanza old, RollForwardPackage package, IReadOnlyDictionary<string, (string Old, string New)> siblings)
    {
        var source = old["Source"] ?? package.Package.Name;
        var stanza = old.With("Version", package.Version).WithAfter("Package", "Source", source.Contains('(', StringComparison.Ordinal) ? source : $"{source} ({package.Content})");
        foreach (var name in Relations.Asking)
        {
            if (stanza[name] is { } field)
                stanza = stanza.With(name, Relations.Rewrite(field, siblings));
        }

        return stanza;
    }

    private static void WriteControl(Stream to, string control, byte[] stanza, DateTimeOffset at)
    {
        using var compressed = new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true);
        using var tar = new TarWriter(compressed, TarEntryFormat.Gnu, leaveOpen: true);
        tar.WriteEntry(Entry(TarEntryType.Directory, "./", Program, at));
        foreach (var file in new DirectoryInfo(control).EnumerateFiles().OrderBy(static f => f.Name == "control" ? "" : f.Name, StringComparer.Ordinal))
        {
            var entry = Entry(TarEntryType.RegularFile, $"./{file.Name}", (file.UnixFileMode & UnixFileMode.UserExecute) != 0 ? Program : Readable, at);
            using var content = new MemoryStream(file.Name == "control" ? stanza : File.ReadAllBytes(file.FullName));
            entry.DataStream = content;
            tar.WriteEntry(entry);
        }
    }

    private static GnuTarEntry Entry(TarEntryType type, string name, UnixFileMode mode, DateTimeOffset at) =>
        new(type, name) { Mode = mode, ModificationTime = at, UserName = "root", GroupName = "root" };

    private static void Copy(FileStream from, ArMember member, Stream to)
    {
        from.Position = member.Offset;
        var buffer = new byte[1 << 17];
        for (var left = member.Length; left > 0;)
        {
            var read = from.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, left)));
            if (read == 0)
                throw new InvalidDataException("it is cut off");
            to.Write(buffer.AsSpan(0, read));
            left -= read;
        }
    }
}
