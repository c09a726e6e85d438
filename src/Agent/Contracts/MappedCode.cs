using System.Text;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Contracts;

/// <summary>Finds which files a process runs: its executable and its libraries, from what it has mapped to execute (proc(5)). Thread-safe.</summary>
internal static class MappedCode
{
    /// <summary>A file that is mapped to execute, as the kernel names it; <c>(deleted)</c> at the end when it is not there any more.</summary>
    public delegate void Visitor(ReadOnlySpan<byte> path);

    /// <summary>Calls for each mapping of a process.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="buffer">Room for lines, used again for each process.</param>
    /// <param name="visit">Called with each file.</param>
    /// <returns>Whether it could be read to its end: false when the process has ended, or may not be looked at.</returns>
    public static bool TryVisit(int pid, byte[] buffer, Visitor visit)
    {
        using var maps = ProcFile.TryOpen($"/proc/{pid}/maps");
        if (maps is null)
            return false;
        // Line by line over blocks: of most processes no line is of interest, and none of those becomes a string.
        for (var held = 0; ;)
        {
            var read = ProcFile.ReadSome(maps, buffer.AsSpan(held));
            if (read < 0)
                return false;
            var filled = buffer.AsSpan(0, held + read);
            while (filled.IndexOf((byte)'\n') is >= 0 and var end)
            {
                Line(filled[..end], visit);
                filled = filled[(end + 1)..];
            }

            held = filled.Length;
            if (read == 0 || held == buffer.Length)
                return true;
            filled.CopyTo(buffer);
        }
    }

    /// <summary>The files of a process, each once; as far as they could be read.</summary>
    public static IReadOnlyList<string> Of(int pid, byte[] buffer)
    {
        var files = new List<string>();
        _ = TryVisit(pid, buffer, path =>
        {
            var file = Encoding.UTF8.GetString(path);
            if (files.Count == 0 || files[^1] != file)
                files.Add(file);
        });
        return files;
    }

    // 7f3c1a200000-7f3c1a228000 r-xp 00028000 fe:00 1311 /usr/lib/x86_64-linux-gnu/libssl.so.3
    private static void Line(ReadOnlySpan<byte> line, Visitor visit)
    {
        if (line.IndexOf((byte)'/') is >= 0 and var path && line.IndexOf((byte)' ') is > 0 and var rights && line[rights + 3] == 'x')
            visit(line[path..]);
    }
}
