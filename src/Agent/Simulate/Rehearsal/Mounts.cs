using System.Runtime.InteropServices;
using System.Text;

namespace KuPkg.Agent.Simulate.Rehearsal;

/// <summary>mount(2) and the loopback interface, of the namespaces in which this process is alone.</summary>
internal static unsafe partial class Mounts
{
    private const nuint NoSetId = 2, NoDevices = 4, NoExecute = 8, Bind = 4096;
    private const int FamilyInternet = 2, TypeDatagramCloseOnExec = 2 | 0x80000;
    private const nuint SetFlags = 0x8914;
    private const int Detach = 2;
    private const short Up = 1;

    // glibc has no name for it; the number on x86-64 and that of the newer architectures.
    private static readonly long SysPivotRoot = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 155 : 41;

    private const int RequestBytes = 40, FlagsAt = 16;

    /// <summary>An empty file system in memory.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="options">Such as <c>mode=755,size=2m</c>.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void Memory(string directory, string options) => Do("tmpfs", directory, "tmpfs", NoSetId, options);

    /// <summary>The processes of this namespace.</summary>
    public static void Processes(string directory) => Do("proc", directory, "proc", NoSetId | NoDevices | NoExecute, "");

    /// <summary>A directory seen through a layer that takes all changes.</summary>
    public static void Overlay(string lower, string upper, string work, string directory) =>
        Do("overlay", directory, "overlay", 0, $"lowerdir={Escape(lower)},upperdir={Escape(upper)},workdir={Escape(work)}");

    /// <summary>A file or directory at a second place.</summary>
    public static void Same(string from, string to) => Do(from, to, "", Bind, "");

    /// <summary>Makes a directory, which is a mount point, the root of all that runs in this namespace. The old root is let go of: nothing of it can be reached any more.</summary>
    public static void BecomeRoot(string directory)
    {
        // Both in the one place (pivot_root(2)): the old root then lies above the new one, and is taken away.
        Directory.SetCurrentDirectory(directory);
        if (PivotRoot(SysPivotRoot, ".", ".") != 0 || Unmount(".", Detach) != 0)
            throw new IOException($"tried to make {directory} the root of the rehearsal: {Marshal.GetLastPInvokeErrorMessage()}. See dmesg; a host that runs from its initial RAM disk cannot be rehearsed.");
        Directory.SetCurrentDirectory("/");
    }

    /// <summary>Wakes the loopback interface.</summary>
    public static void LoopbackUp()
    {
        using var socket = new Microsoft.Win32.SafeHandles.SafeFileHandle(Socket(FamilyInternet, TypeDatagramCloseOnExec, 0), ownsHandle: true);
        // struct ifreq: the name in 16 bytes, then the flags.
        Span<byte> request = stackalloc byte[RequestBytes];
        request.Clear();
        "lo"u8.CopyTo(request);
        MemoryMarshal.Write(request[FlagsAt..], Up);
        fixed (byte* r = request)
        {
            if (socket.IsInvalid || Control((int)socket.DangerousGetHandle(), SetFlags, r) != 0)
                throw new IOException($"tried to wake the loopback interface of the rehearsal: {Marshal.GetLastPInvokeErrorMessage()}. See whether this kernel has network namespaces.");
        }
    }

    private static void Do(string source, string directory, string type, nuint flags, string options)
    {
        if (Mount(source, directory, type, flags, options) == 0)
            return;
        var error = Marshal.GetLastPInvokeErrorMessage();
        throw new IOException(
            $"tried to mount {(type.Length > 0 ? type : source)} at {directory} for the rehearsal: {error}. See dmesg; "
            + (type == "overlay" ? "a root that is itself two overlays deep cannot be rehearsed: give a plain one by --root." : "the rehearsal needs root and its own namespaces."));
    }

    // A comma ends an option, and a colon a lower directory.
    private static string Escape(string path)
    {
        var escaped = new StringBuilder();
        foreach (var c in path)
            escaped.Append(c is ',' or ':' or '\\' ? "\\" : "").Append(c);
        return escaped.ToString();
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long PivotRoot(long number, string newRoot, string oldRoot);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, nuint request, byte* argument);
}
