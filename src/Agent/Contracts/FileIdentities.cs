using System.Runtime.InteropServices;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Contracts;

/// <summary>Asks which file a path leads to (stat(2)). Thread-safe.</summary>
internal static partial class FileIdentities
{
    private const int CurrentDirectory = -100;
    private const uint WantedInode = 0x100;

    /// <summary>The file, links followed; <c>/proc/PID/exe</c> leads to what the process runs even when that has been deleted. Null: there is none, or it may not be looked at.</summary>
    public static FileIdentity? Of(string path) =>
        Statx(CurrentDirectory, path, 0, WantedInode, out var stat) == 0 ? new FileIdentity(((ulong)stat.DeviceMajor << 32) | stat.DeviceMinor, stat.Inode) : null;

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
    }
}
