using System.Globalization;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Locks;

/// <summary>A file as the kernel's lock table names it.</summary>
/// <param name="Major">The device's major number.</param>
/// <param name="Minor">The device's minor number.</param>
/// <param name="Inode">The inode.</param>
internal readonly record struct FileKey(uint Major, uint Minor, ulong Inode)
{
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
        if (FileStat.Of(path, isFollowed: true, out var error) is not { } stat)
            return error is null ? [] : throw new IOException($"cannot look at {path} to find who locks it: {error}; run as root");

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
}
