using System.Text;

namespace KuPkg.Agent.Shell;

/// <summary>The end of what a child that has ended said.</summary>
internal static class OutputTail
{
    private const int TailBytes = 8 << 10;

    /// <summary>The last line with anything on it, of the last 8 KiB; empty: there is none. NULs of a punched hole and other control characters are left out.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string LastLine(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        var buffer = new byte[Math.Min(TailBytes, length)];
        var read = RandomAccess.Read(file, buffer, length - buffer.Length);
        return Encoding.UTF8.GetString(buffer, 0, read).Split('\n', '\r')
            .Select(static line => string.Concat(line.Where(static c => !char.IsControl(c))).Trim())
            .LastOrDefault(static line => line.Length > 0, "");
    }
}
