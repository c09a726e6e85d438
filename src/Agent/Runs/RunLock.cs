using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Agent.Runs;

/// <summary>One run a host: flock(2) on a file of the runtime directory. The kernel frees it with the process, however that ends; the file itself means nothing.</summary>
internal sealed partial class RunLock : IDisposable
{
    private const int Exclusive = 2;
    private const int NonBlocking = 4;
    private const int WouldBlock = 11;

    private readonly SafeFileHandle _file;

    private RunLock(SafeFileHandle file) => _file = file;

    /// <summary>Takes the lock; null when another run has it.</summary>
    /// <exception cref="IOException">The file cannot be made or locked.</exception>
    public static RunLock? TryTake(string path)
    {
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (Flock(file, Exclusive | NonBlocking) == 0)
            return new RunLock(file);

        var error = Marshal.GetLastPInvokeError();
        file.Dispose();
        return error == WouldBlock
            ? null
            : throw new IOException($"cannot lock {path}: {Marshal.GetPInvokeErrorMessage(error)}; see whether its file system supports flock(2)");
    }

    public void Dispose() => _file.Dispose();

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
