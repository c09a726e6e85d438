using System.Runtime.InteropServices;

namespace KuPkg.Harness.Commands;

/// <summary>The few system calls that no class of the base library has.</summary>
internal static partial class Libc
{
    private const int Detach = 2;

    public static void Mount(string source, string target, string type, string options)
    {
        if (mount(source, target, type, 0, options) != 0)
            throw new IOException($"cannot mount {type} on {target} ({options}): {Marshal.GetLastPInvokeErrorMessage()}. Are you root, and does the kernel have {type}?");
    }

    /// <summary>Unmounts now, or, when something still sits on it, as soon as that is gone.</summary>
    public static bool Unmount(string target) => umount2(target, 0) == 0 || umount2(target, Detach) == 0;

    /// <summary>SIGKILL. The caller has just identified the process.</summary>
    public static void Kill(int pid) => _ = kill(pid, 9);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, ulong flags, string data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
