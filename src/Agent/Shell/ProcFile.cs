using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Agent.Shell;

/// <summary>
/// Reads small files of /proc in one system call, which makes each reading consistent. What cannot be read is an answer and no exception: on a busy host processes end between two looks, and
/// who is not root may read few of them, while an exception costs more than a hundred readings.
/// </summary>
internal static partial class ProcFile
{
    private const int OpenCloseOnExec = 0x80000;

    /// <summary>Reads the start of a file.</summary>
    /// <returns>The bytes read; -1 when it cannot be read: the process is gone, or is not ours to look at.</returns>
    public static int TryRead(string path, Span<byte> buffer)
    {
        using var file = TryOpen(path);
        return file is null ? -1 : ReadSome(file, buffer);
    }

    /// <summary>Opens a file for reading; null when it cannot be.</summary>
    public static SafeFileHandle? TryOpen(string path)
    {
        var file = Open(path, OpenCloseOnExec);
        if (!file.IsInvalid)
            return file;
        file.Dispose();
        return null;
    }

    /// <summary>Reads what comes next in a file, in one system call.</summary>
    /// <returns>The bytes read, 0 at the end; -1 when it cannot be read.</returns>
    public static unsafe int ReadSome(SafeFileHandle file, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = (int)ReadBytes(file, start, (nuint)buffer.Length);
                if (count >= 0 || Marshal.GetLastPInvokeError() != Libc.Interrupted)
                    return count;
            }
        }
    }

    /// <summary>Reads up to <paramref name="limit"/> bytes as text; null when it cannot be read.</summary>
    public static string? TryReadText(string path, int limit = 4096)
    {
        var buffer = limit <= 4096 ? stackalloc byte[limit] : new byte[limit];
        return TryRead(path, buffer) is var length and >= 0 ? Encoding.UTF8.GetString(buffer[..length]) : null;
    }

    /// <summary>What a link points to; null when it cannot be read.</summary>
    public static unsafe string? TryReadLink(string path)
    {
        const int longest = 4096;
        var target = stackalloc byte[longest];
        return ReadLink(path, target, longest) is var length and > 0 ? Encoding.UTF8.GetString(target, (int)length) : null;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint ReadBytes(SafeFileHandle file, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "readlink", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint ReadLink(string path, byte* target, nuint length);
}
