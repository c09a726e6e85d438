using System.Runtime.InteropServices;

namespace KuPkg.Agent.Shell;

/// <summary>What the file system says of a path (statx(2), whose answer has the same layout on every architecture).</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal partial struct FileStat
{
    private const int CurrentDirectory = -100, NoFollow = 0x100, NoEntry = 2, NotADirectory = 20;

    // STATX_BASIC_STATS and STATX_MNT_ID; a kernel that does not know the second leaves it out.
    private const uint Wanted = 0x7ff | 0x1000;

    /// <summary>How many names it has.</summary>
    [FieldOffset(16)]
    public readonly uint Links;

    /// <summary>The owner's number.</summary>
    [FieldOffset(20)]
    public readonly uint User;

    /// <summary>The group's number.</summary>
    [FieldOffset(24)]
    public readonly uint Group;

    /// <summary>Type and permissions, as <c>st_mode</c>.</summary>
    [FieldOffset(28)]
    public readonly ushort Mode;

    /// <summary>The inode.</summary>
    [FieldOffset(32)]
    public readonly ulong Inode;

    /// <summary>In bytes.</summary>
    [FieldOffset(40)]
    public readonly long Length;

    /// <summary>When its content was changed last, in seconds since 1970.</summary>
    [FieldOffset(112)]
    public readonly long ModifiedSeconds;

    /// <summary>Of a device file: the major number.</summary>
    [FieldOffset(128)]
    public readonly uint OwnMajor;

    /// <summary>Of a device file: the minor number.</summary>
    [FieldOffset(132)]
    public readonly uint OwnMinor;

    /// <summary>The device that it lies on: the major number.</summary>
    [FieldOffset(136)]
    public readonly uint DeviceMajor;

    /// <summary>The device that it lies on: the minor number.</summary>
    [FieldOffset(140)]
    public readonly uint DeviceMinor;

    /// <summary>The mount that it lies on, as /proc/self/mountinfo numbers it; 0 where the kernel does not tell.</summary>
    [FieldOffset(144)]
    public readonly ulong MountId;

    /// <summary>Asks for a path; null when there is no such file, or it may not be looked at. Thread-safe.</summary>
    public static FileStat? TryOf(string path) => Statx(CurrentDirectory, path, 0, Wanted, out var stat) == 0 ? stat : null;

    /// <summary>Asks for a path. Thread-safe.</summary>
    /// <param name="path">The path.</param>
    /// <param name="isFollowed">Whether a link at its end is followed.</param>
    /// <param name="error">Why it could not be looked at, in words; null: it could, or there is no such file.</param>
    /// <returns>Null: there is no such file, or it could not be looked at.</returns>
    public static FileStat? Of(string path, bool isFollowed, out string? error)
    {
        error = null;
        if (Statx(CurrentDirectory, path, isFollowed ? 0 : NoFollow, Wanted, out var stat) == 0)
            return stat;
        var number = Marshal.GetLastPInvokeError();
        error = number is NoEntry or NotADirectory ? null : Marshal.GetPInvokeErrorMessage(number);
        return null;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out FileStat result);
}
