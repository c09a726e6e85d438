using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Harness.Commands;

/// <summary>The few system calls that no class of the base library has.</summary>
internal static partial class Libc
{
    private const int Detach = 2;
    private const int ExclusiveAtOnce = 2 | 4;
    private const int WouldBlock = 11;

    public static void Mount(string source, string target, string type, string options)
    {
        if (mount(source, target, type, 0, options) != 0)
            throw new IOException($"cannot mount {type} on {target} ({options}): {Marshal.GetLastPInvokeErrorMessage()}. Are you root, and does the kernel have {type}?");
    }

    /// <summary>Unmounts now, or, when something still sits on it, as soon as that is gone.</summary>
    public static bool Unmount(string target) => umount2(target, 0) == 0 || umount2(target, Detach) == 0;

    /// <summary>Takes an exclusive flock(2), which goes with the last descriptor of the opened file.</summary>
    /// <returns>False when another has it.</returns>
    public static bool TryLock(SafeFileHandle file) =>
        flock(file, ExclusiveAtOnce) == 0 || (Marshal.GetLastPInvokeError() == WouldBlock
            ? false
            : throw new IOException($"cannot lock a file: {Marshal.GetLastPInvokeErrorMessage()}. Does its file system know flock(2)?"));

    /// <summary>SIGKILL. The caller has just identified the process.</summary>
    public static void Kill(int pid) => _ = kill(pid, 9);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, ulong flags, string data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
