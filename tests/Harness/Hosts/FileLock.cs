using KuPkg.Harness.Commands;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Harness.Hosts;

/// <summary>One holder per file over all processes, and within one (flock); freed by the kernel when the holder dies.</summary>
internal sealed class FileLock : IDisposable
{
    private readonly SafeFileHandle _file;

    private FileLock(SafeFileHandle file) => _file = file;

    /// <summary>Waits for it.</summary>
    /// <exception cref="TimeoutException">Another has it for longer than <paramref name="within"/>.</exception>
    public static async Task<FileLock> TakeAsync(string path, TimeSpan within)
    {
        // By hand: .NET's own locking of files is switched off for all tests.
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        var began = TimeProvider.System.GetTimestamp();
        while (!Libc.TryLock(file))
        {
            if (TimeProvider.System.GetElapsedTime(began) > within)
            {
                file.Dispose();
                throw new TimeoutException($"waited {within} for {path}, which another test process holds. See who:     fuser {path}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }

        return new FileLock(file);
    }

    public void Dispose() => _file.Dispose();
}
