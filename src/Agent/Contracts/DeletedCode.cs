using System.Text;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Contracts;

/// <summary>A process that runs code whose file is not on disk any more, as after an upgrade without a restart.</summary>
/// <param name="Process">Which.</param>
/// <param name="Name">The kernel's short name.</param>
/// <param name="Files">The executable and the libraries, as they were named.</param>
internal sealed record StaleProcess(ProcessId Process, string Name, IReadOnlyList<string> Files);

/// <summary>Finds processes that run deleted code, from what they have mapped to execute (proc(5)). Thread-safe.</summary>
internal static class DeletedCode
{
    private const string Mark = " (deleted)";

    // What is deleted on purpose while it is mapped: memory files, shared memory, and what just-in-time compilers write.
    private static readonly string[] NotCode = ["/memfd:", "/dev/", "/SYSV", "/run/", "/tmp/", "/var/tmp/", "/[aio]", "/anon_hugepage"];

    /// <summary>All of them that this user may look at; this process, and those of other roots, are left out.</summary>
    public static IReadOnlyList<StaleProcess> Find()
    {
        var found = new List<StaleProcess>();
        var buffer = new byte[1 << 16];
        foreach (var pid in ProcTable.Pids())
        {
            if (pid == Environment.ProcessId || FilesOf(pid, buffer) is not { Count: > 0 } files || ProcStat.TryRead(pid) is not { } stat || stat.State == 'Z')
                continue;
            found.Add(new StaleProcess(stat.Id, stat.Name, files));
        }

        return found;
    }

    /// <summary>The deleted files of one process; empty: none, or it may not be looked at.</summary>
    internal static IReadOnlyList<string> FilesOf(int pid, byte[] buffer) => TryFilesOf(pid, buffer) ?? [];

    /// <summary>The deleted files of one process; null: it may not be looked at, or is gone.</summary>
    internal static IReadOnlyList<string>? TryFilesOf(int pid, byte[] buffer)
    {
        using var maps = ProcFile.TryOpen($"/proc/{pid}/maps");
        if (maps is null)
            return null;
        // Line by line over blocks: of most processes no line is of interest, and none of those becomes a string.
        List<string>? files = null;
        var held = 0;
        while (true)
        {
            var read = ProcFile.ReadSome(maps, buffer.AsSpan(held));
            if (read < 0)
                return null;
            var filled = buffer.AsSpan(0, held + read);
            while (filled.IndexOf((byte)'\n') is >= 0 and var end)
            {
                Add(filled[..end], ref files);
                filled = filled[(end + 1)..];
            }

            held = filled.Length;
            if (read == 0 || held == buffer.Length)
                return files ?? (IReadOnlyList<string>)[];
            filled.CopyTo(buffer);
        }
    }

    /// <summary>Whether a file is code that a package manager or a deployment replaces.</summary>
    internal static bool IsCode(string path) => !Array.Exists(NotCode, p => path.StartsWith(p, StringComparison.Ordinal));

    // 7f3c1a200000-7f3c1a228000 r-xp 00028000 fe:00 1311 /usr/lib/x86_64-linux-gnu/libssl.so.3 (deleted)
    private static void Add(ReadOnlySpan<byte> line, ref List<string>? files)
    {
        if (!line.EndsWith(" (deleted)"u8) || line.IndexOf((byte)'/') is not (>= 0 and var path) || line.IndexOf((byte)' ') is not (> 0 and var rights) || line[rights + 3] != 'x')
            return;
        var file = Encoding.UTF8.GetString(line[path..^Mark.Length]);
        if (IsCode(file) && files?.Contains(file) != true)
            (files ??= []).Add(file);
    }
}
