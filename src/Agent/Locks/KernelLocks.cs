using System.Globalization;
using System.Runtime.InteropServices;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Locks;

/// <summary>Who holds locks on files, from the kernel's own table. A lock file that nobody has locked is no lock. Reads only; opens no lock file, as closing one would give up our own lock on it.</summary>
internal static partial class KernelLocks
{
    /// <summary>The holders of the given files; files that do not exist have none. POSIX and open-file-description locks only: apt and dpkg do not heed flock(2).</summary>
    public static IReadOnlyList<LockHolder> HoldersOf(IReadOnlyList<string> paths)
    {
        var files = new Dictionary<(uint Major, uint Minor, ulong Inode), string>();
        foreach (var path in paths)
        {
            if (Identify(path) is { } identity)
                files[identity] = path;
        }

        return files.Count == 0 ? [] : [.. Parse(File.ReadLines("/proc/locks"), files)];
    }

    // 5: POSIX  ADVISORY  WRITE 6264 00:2a:11663002 0 EOF        major:minor in hexadecimal, then the inode in decimal
    // 5: -> POSIX  ADVISORY  WRITE 6270 00:2a:11663002 0 EOF     a process that waits for it
    internal static IEnumerable<LockHolder> Parse(IEnumerable<string> lines, IReadOnlyDictionary<(uint Major, uint Minor, ulong Inode), string> files)
    {
        foreach (var line in lines)
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 8 || fields[1] is not ("POSIX" or "OFDLCK") || fields[5].Split(':') is not [var major, var minor, var inode])
                continue;
            var identity = (uint.Parse(major, NumberStyles.HexNumber), uint.Parse(minor, NumberStyles.HexNumber), ulong.Parse(inode));
            if (!files.TryGetValue(identity, out var path) || !int.TryParse(fields[4], out var pid))
                continue;
            yield return new LockHolder(path, pid, pid > 0 && ProcStat.TryRead(pid) is { } stat ? stat.Name : "unknown", fields[1]);
        }
    }

    private static unsafe (uint Major, uint Minor, ulong Inode)? Identify(string path)
    {
        const int CurrentDirectory = -100;
        const uint InodeMask = 0x100;
        Statx result;
        return StatxCall(CurrentDirectory, path, 0, InodeMask, &result) == 0 ? (result.DeviceMajor, result.DeviceMinor, result.Inode) : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatxCall(int directory, string path, int flags, uint mask, Statx* result);

    // struct statx of statx(2): only the fields that are read, at their offsets.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Statx
    {
        [FieldOffset(0x20)]
        public ulong Inode;

        [FieldOffset(0x88)]
        public uint DeviceMajor;

        [FieldOffset(0x8c)]
        public uint DeviceMinor;
    }
}
