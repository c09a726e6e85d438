using System.Runtime.InteropServices;

namespace KuPkg.Agent.Locks;

/// <summary>
/// Asks the kernel about one file's POSIX and open file description locks (F_OFD_GETLK, fcntl(2)): exact at its instant, which a table read in pieces is not, and it
/// sees a holder outside of our pid namespace too. Takes no lock. It opens the file, and closing it drops every POSIX lock that <em>this</em> process holds on it:
/// KuPkg holds none, on no lock file of a package manager. Thread-safe.
/// </summary>
internal static unsafe partial class LockProbe
{
    private const int ReadOnly = 0, NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const int AskOpenFileLock = 36;
    private const short WriteLock = 1, Unlocked = 2;

    /// <summary>Who would stop a package manager from locking the whole file.</summary>
    /// <returns>Null when it cannot be asked: it is not ours to open, or the file system does not tell.</returns>
    public static Answer? Ask(string path)
    {
        var file = Open(path, ReadOnly | NonBlocking | CloseOnExec, 0);
        if (file < 0)
            return null;
        var wanted = new FileLock { Type = WriteLock };
        var result = Control(file, AskOpenFileLock, &wanted);
        _ = Close(file);
        return result != 0 ? null : new Answer(wanted.Type != Unlocked, wanted.Pid);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command, FileLock* wanted);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    /// <param name="IsHeld">Whether somebody holds it.</param>
    /// <param name="Pid">Who: a process; -1 for an open file description, which belongs to none; 0 for a process outside of our pid namespace.</param>
    internal readonly record struct Answer(bool IsHeld, int Pid);

    // struct flock as 64-bit Linux has it.
    [StructLayout(LayoutKind.Explicit, Size = 32)]
    private struct FileLock
    {
        [FieldOffset(0)]
        public short Type;

        [FieldOffset(24)]
        public int Pid;
    }
}
