using System.Runtime.InteropServices;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Drivers.Apt.Rebuild;

/// <summary>What kind of thing a path names.</summary>
internal enum FileKind
{
    Regular,
    Directory,
    Link,
    BlockDevice,
    CharacterDevice,
    Pipe,
    Other,
}

/// <summary>What the file system says of a path.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">The lower twelve bits, with setuid, setgid and sticky.</param>
/// <param name="User">The owner's number.</param>
/// <param name="Group">The group's number.</param>
/// <param name="Links">How many names it has.</param>
/// <param name="Identity">The same for all names of one file.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ModifiedAt">To the second.</param>
/// <param name="Device">Of a device file: major and minor number.</param>
internal sealed partial record FileFacts(
    FileKind Kind, UnixFileMode Mode, int User, int Group, uint Links, (uint, uint, ulong) Identity, long Length, DateTimeOffset ModifiedAt, (int Major, int Minor) Device)
{
    /// <summary>The facts; null when there is nothing of that name.</summary>
    /// <param name="path">The path.</param>
    /// <param name="follow">Whether a link at its end is followed.</param>
    /// <exception cref="IOException">It cannot be asked.</exception>
    public static FileFacts? Of(string path, bool follow = false)
    {
        if (FileStat.Of(path, follow, out var error) is not { } stat)
            return error is null ? null : throw new IOException($"{path}: {error}");
        return new FileFacts(
            KindOf(stat.Mode & 0xf000), (UnixFileMode)(stat.Mode & 0xfff), (int)stat.User, (int)stat.Group, stat.Links, (stat.DeviceMajor, stat.DeviceMinor, stat.Inode), stat.Length,
            DateTimeOffset.FromUnixTimeSeconds(stat.ModifiedSeconds), ((int)stat.OwnMajor, (int)stat.OwnMinor));
    }

    /// <summary>The names of a file's extended attributes; empty where there are none, or the file system knows none.</summary>
    public static unsafe IReadOnlyList<string> AttributesOf(string path)
    {
        var names = stackalloc byte[1024];
        var length = (int)ListAttributes(path, names, 1024);
        return length <= 0 ? [] : System.Text.Encoding.UTF8.GetString(names, length).Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    private static FileKind KindOf(int type) => type switch
    {
        0x8000 => FileKind.Regular,
        0x4000 => FileKind.Directory,
        0xa000 => FileKind.Link,
        0x6000 => FileKind.BlockDevice,
        0x2000 => FileKind.CharacterDevice,
        0x1000 => FileKind.Pipe,
        _ => FileKind.Other,
    };

    [LibraryImport("libc", EntryPoint = "llistxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint ListAttributes(string path, byte* names, nint length);
}
