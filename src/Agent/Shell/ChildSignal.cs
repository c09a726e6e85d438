using System.Runtime.InteropServices;

namespace KuPkg.Agent.Shell;

/// <summary>Our own disposition of SIGCHLD.</summary>
internal static unsafe partial class ChildSignal
{
    private const int Number = 17;
    private const nint Ignored = 1;

    /// <summary>A caller that ignores SIGCHLD hands that on by exec, and the kernel then throws our children's exits away.</summary>
    public static void StopIgnoring()
    {
        // struct sigaction begins with the handler and is below 160 bytes.
        var action = stackalloc nint[64];
        if (Read(Number, null, action) == 0 && action[0] == Ignored)
            _ = Set(Number, 0);
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int Read(int signal, void* set, void* old);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Set(int signal, nint handler);
}
