using System.Text;

namespace KuPkg.Agent.Contracts;

/// <summary>Finds which files a process runs: its executable and its libraries, from what it has mapped to execute (proc(5)). Thread-safe.</summary>
internal static class MappedCode
{
    /// <summary>A file that is mapped to execute, as the kernel names it; <c>(deleted)</c> at the end when it is not there any more.</summary>
    public delegate void Visitor(ReadOnlySpan<byte> path);

    /// <summary>Calls for each mapping of a process; for none when it has ended, or may not be looked at.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="buffer">Room for lines, used again for each process.</param>
    /// <param name="visit">Called with each file.</param>
    public static void Visit(int pid, byte[] buffer, Visitor visit)
    {
        try
        {
            using var maps = File.OpenHandle($"/proc/{pid}/maps");
            var held = 0;
            for (long at = 0; ;)
            {
                var read = RandomAccess.Read(maps, buffer.AsSpan(held), at);
                at += read;
                var filled = buffer.AsSpan(0, held + read);
                while (filled.IndexOf((byte)'\n') is >= 0 and var end)
                {
                    Line(filled[..end], visit);
                    filled = filled[(end + 1)..];
                }

                held = filled.Length;
                if (read == 0 || held == buffer.Length)
                    return;
                filled.CopyTo(buffer);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is not ours to look at: nothing is known of it.
            return;
        }
    }

    /// <summary>The files of a process, each once.</summary>
    public static IReadOnlyList<string> Of(int pid, byte[] buffer)
    {
        var files = new List<string>();
        Visit(pid, buffer, path =>
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
