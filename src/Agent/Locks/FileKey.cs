using System.Globalization;
using System.Runtime.InteropServices;

namespace KuPkg.Agent.Locks;

/// <summary>A file as the kernel's lock table names it.</summary>
/// <param name="Major">The device's major number.</param>
/// <param name="Minor">The device's minor number.</param>
/// <param name="Inode">The inode.</param>
internal readonly partial record struct FileKey(uint Major, uint Minor, ulong Inode)
{
    private const int CurrentDirectory = -100;
    private const uint WantedInode = 0x100, WantedMount = 0x1000;

    // 00:2a:11663002: the device in hexadecimal, the inode in decimal.
    public static FileKey? Parse(string text) =>
        text.Split(':') is [var major, var minor, var inode]
        && uint.TryParse(major, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var first)
        && uint.TryParse(minor, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var second)
        && ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out var third)
            ? new FileKey(first, second, third)
            : null;

    /// <summary>
    /// The names that the lock table may use for a file: with the device that stat(2) tells, and with that of the mount, since btrfs and some overlays
    /// give a file another device than their file system has. Empty when there is no such file.
    /// </summary>
    /// <exception cref="IOException">The file cannot be looked at for another reason than that it is missing.</exception>
    public static IReadOnlyList<FileKey> Of(string path)
    {
        const int NoEntry = 2, NotADirectory = 20;
        if (Statx(CurrentDirectory, path, 0, WantedInode | WantedMount, out var stat) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error is NoEntry or NotADirectory
                ? []
                : throw new IOException($"cannot look at {path} to find who locks it: {Marshal.GetPInvokeErrorMessage(error)}; run as root");
        }

        var own = new FileKey(stat.DeviceMajor, stat.DeviceMinor, stat.Inode);
        return MountDevice(stat.MountId) is { } mount && (mount.Major, mount.Minor) != (own.Major, own.Minor)
            ? [own, own with { Major = mount.Major, Minor = mount.Minor }]
            : [own];
    }

    // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
    private static (uint Major, uint Minor)? MountDevice(ulong mountId)
    {
        var id = mountId.ToString(CultureInfo.InvariantCulture);
        foreach (var line in File.ReadLines("/proc/self/mountinfo"))
        {
            if (line.Split(' ') is [var mount, _, var device, ..] && mount == id && device.Split(':') is [var major, var minor])
                return (uint.Parse(major, CultureInfo.InvariantCulture), uint.Parse(minor, CultureInfo.InvariantCulture));
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out StatxResult result);

    // struct statx has the same layout on every architecture (statx(2)).
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxResult
    {
        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;

        [FieldOffset(144)]
        public ulong MountId;
    }
}
