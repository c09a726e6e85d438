using System.Runtime.InteropServices;

namespace KuPkg.Agent.Shell;

/// <summary>Second names for files.</summary>
internal static partial class FileLink
{
    private const int CurrentDirectory = -100;
    private const int FollowLinks = 0x400;

    /// <summary>
    /// Gives a file a second name (linkat(2)). A symbolic link is followed, also one of /proc/PID/exe, which leads to the very file that is executed, whatever its name has become.
    /// </summary>
    /// <returns>Null, or why it could not be done: another file system, one without hard links, a file that has no name any more, a target that is there.</returns>
    public static string? TryMake(string file, string second) =>
        Link(CurrentDirectory, file, CurrentDirectory, second, FollowLinks) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(int fileDirectory, string file, int secondDirectory, string second, int flags);
}
