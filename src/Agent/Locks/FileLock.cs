using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Agent.Locks;

/// <summary>A lock of flock(2) that this process holds. The kernel frees it with the process, however that ends; the file itself means nothing.</summary>
internal sealed partial class FileLock : IDisposable
{
    private const int Exclusive = 2;
    private const int NonBlocking = 4;
    private const int Unlock = 8;
    private const int WouldBlock = 11;

    private readonly SafeFileHandle _file;

    private FileLock(SafeFileHandle file) => _file = file;

    /// <summary>Takes the lock without waiting; null when another has it. The file is made when it is not there.</summary>
    /// <exception cref="IOException">The file cannot be made or locked.</exception>
    public static FileLock? TryTake(string path)
    {
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (Flock(file, Exclusive | NonBlocking) == 0)
            return new FileLock(file);

        var error = Marshal.GetLastPInvokeError();
        file.Dispose();
        return error == WouldBlock
            ? null
            : throw new IOException($"cannot lock {path}: {Marshal.GetPInvokeErrorMessage(error)}; see whether its file system supports flock(2)");
    }

    public void Dispose()
    {
        // Given back before the file is closed: a child that is just being started has a copy of the descriptor until it executes its program, and would keep the lock.
        if (!_file.IsClosed)
            _ = Flock(_file, Unlock);
        _file.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
