using System.Runtime.InteropServices;

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
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStats = 0x7ff;
    private const int NoEntry = 2;
    private const int NotADirectory = 20;

    /// <summary>The facts; null when there is nothing of that name.</summary>
    /// <param name="path">The path.</param>
    /// <param name="follow">Whether a link at its end is followed.</param>
    /// <exception cref="IOException">It cannot be asked.</exception>
    public static unsafe FileFacts? Of(string path, bool follow = false)
    {
        // struct statx has the same layout on every architecture (statx(2)).
        var raw = stackalloc byte[256];
        if (StatX(CurrentDirectory, path, follow ? 0 : NoFollow, BasicStats, raw) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error is NoEntry or NotADirectory ? null : throw new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(error)}");
        }

        var mode = *(ushort*)(raw + 28);
        return new FileFacts(
            KindOf(mode & 0xf000), (UnixFileMode)(mode & 0xfff), (int)*(uint*)(raw + 20), (int)*(uint*)(raw + 24), *(uint*)(raw + 16),
            (*(uint*)(raw + 136), *(uint*)(raw + 140), *(ulong*)(raw + 32)), *(long*)(raw + 40), DateTimeOffset.FromUnixTimeSeconds(*(long*)(raw + 112)),
            ((int)*(uint*)(raw + 128), (int)*(uint*)(raw + 132)));
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

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int directory, string path, int flags, uint mask, byte* found);

    [LibraryImport("libc", EntryPoint = "llistxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint ListAttributes(string path, byte* names, nint length);
}
