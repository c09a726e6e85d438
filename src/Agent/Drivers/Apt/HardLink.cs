using System.Runtime.InteropServices;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>A second name for a file: nothing is copied, and deleting the first name leaves the second.</summary>
internal static partial class HardLink
{
    private const int FileExists = 17;

    /// <summary>Links, or copies where the file systems differ or know no links. An existing target is left as it is.</summary>
    public static void OrCopy(string source, string target)
    {
        if (Link(source, target) == 0 || Marshal.GetLastPInvokeError() == FileExists)
            return;
        var temporary = target + ".new";
        File.Copy(source, temporary, overwrite: true);
        File.Move(temporary, target, overwrite: true);
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string source, string target);
}
