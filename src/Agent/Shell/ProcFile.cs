using System.Text;

namespace KuPkg.Agent.Shell;

/// <summary>Reads small files of /proc in one system call, which makes each reading consistent, without allocating a stream.</summary>
internal static class ProcFile
{
    /// <summary>Reads the start of a file.</summary>
    /// <returns>The bytes read; -1 when it cannot be read: the process is gone, or is not ours to look at.</returns>
    public static int TryRead(string path, Span<byte> buffer)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return RandomAccess.Read(handle, buffer, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }

    /// <summary>Reads up to <paramref name="limit"/> bytes as text; null when it cannot be read.</summary>
    public static string? TryReadText(string path, int limit = 4096)
    {
        // Asked for first, as an exception costs a reader more than all else it does.
        if (!File.Exists(path))
            return null;
        var buffer = limit <= 4096 ? stackalloc byte[limit] : new byte[limit];
        return TryRead(path, buffer) is var length and >= 0 ? Encoding.UTF8.GetString(buffer[..length]) : null;
    }
}
