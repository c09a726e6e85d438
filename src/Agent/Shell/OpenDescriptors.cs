using System.Runtime.InteropServices;

namespace KuPkg.Agent.Shell;

/// <summary>This process's own open descriptors.</summary>
internal static partial class OpenDescriptors
{
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;

    /// <summary>Those of 3 and above that a child would inherit, at this moment.</summary>
    public static IReadOnlyList<int> Inheritable() =>
        [.. Directory.EnumerateFileSystemEntries("/proc/self/fd")
            .Select(static path => int.Parse(Path.GetFileName(path)))
            .Where(static descriptor => descriptor > 2 && Control(descriptor, GetDescriptorFlags) is var flags and >= 0 && (flags & CloseOnExec) == 0)];

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument = 0);
}
