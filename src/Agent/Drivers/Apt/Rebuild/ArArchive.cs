using System.Globalization;
using System.Text;

namespace KuPkg.Agent.Drivers.Apt.Rebuild;

/// <summary>One member of an ar archive.</summary>
/// <param name="Name">Its name, at most 16 characters.</param>
/// <param name="Offset">Where its content begins.</param>
/// <param name="Length">In bytes.</param>
internal readonly record struct ArMember(string Name, long Offset, long Length);

/// <summary>The outer form of a Debian archive (ar(5), deb(5)): three members, and after them whatever begins with an underscore, which dpkg and apt pass over.</summary>
internal static class ArArchive
{
    private const int HeaderLength = 60;
    private const int NameLength = 16;
    private const int SizeAt = 48;
    private const int SizeLength = 10;

    private static readonly byte[] Magic = "!<arch>\n"u8.ToArray();

    /// <summary>Begins an archive.</summary>
    public static void Begin(Stream archive) => archive.Write(Magic);

    /// <summary>Adds a member whose size is known only at its end.</summary>
    /// <param name="archive">Can seek.</param>
    /// <param name="name">At most 16 characters.</param>
    /// <param name="at">The member's time.</param>
    /// <param name="write">Writes the content.</param>
    public static void Add(Stream archive, string name, DateTimeOffset at, Action<Stream> write)
    {
        var header = archive.Position;
        archive.Write(Header(name, at, 0));
        write(archive);
        var end = archive.Position;
        archive.Position = header;
        archive.Write(Header(name, at, end - header - HeaderLength));
        archive.Position = end;
        // Members begin at even places.
        if (end % 2 != 0)
            archive.WriteByte((byte)'\n');
    }

    public static void Add(Stream archive, string name, DateTimeOffset at, byte[] content) => Add(archive, name, at, to => to.Write(content));

    /// <summary>The members in order.</summary>
    /// <exception cref="InvalidDataException">It is no ar archive, or is cut off.</exception>
    public static IReadOnlyList<ArMember> Read(Stream archive)
    {
        var header = new byte[HeaderLength];
        archive.Position = 0;
        if (archive.ReadAtLeast(header.AsSpan(0, Magic.Length), Magic.Length, throwOnEndOfStream: false) < Magic.Length || !header.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw new InvalidDataException("it is no Debian archive");
        List<ArMember> members = [];
        for (long at = Magic.Length; at < archive.Length;)
        {
            archive.Position = at;
            if (archive.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength || !TryText(header, SizeAt, SizeLength, out var size)
                || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || !TryText(header, 0, NameLength, out var name)
                || archive.Position + length > archive.Length)
            {
                throw new InvalidDataException($"it is damaged or cut off at byte {at}");
            }

            members.Add(new ArMember(name.TrimEnd('/'), archive.Position, length));
            at = archive.Position + length + (length % 2);
        }

        return members;
    }

    /// <summary>A member's content.</summary>
    public static byte[] ContentOf(Stream archive, ArMember member)
    {
        var content = new byte[member.Length];
        archive.Position = member.Offset;
        archive.ReadExactly(content);
        return content;
    }

    private static byte[] Header(string name, DateTimeOffset at, long length) => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{name,-NameLength}{Math.Max(0, at.ToUnixTimeSeconds()),-12}{0,-6}{0,-6}{"100644",-8}{length,-SizeLength}`\n"));

    private static bool TryText(byte[] header, int at, int length, out string text)
    {
        text = Encoding.ASCII.GetString(header, at, length).TrimEnd(' ');
        return text.Length > 0;
    }
}
