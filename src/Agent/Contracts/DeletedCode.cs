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
        List<string>? files = null;
        var isRead = MappedCode.TryVisit(pid, buffer, path =>
        {
            if (!path.EndsWith(" (deleted)"u8))
                return;
            var file = Encoding.UTF8.GetString(path[..^Mark.Length]);
            if (IsCode(file) && files?.Contains(file) != true)
                (files ??= []).Add(file);
        });
        return isRead ? files ?? (IReadOnlyList<string>)[] : null;
    }

    /// <summary>A path as the kernel tells it, without its mark of a deleted file.</summary>
    internal static string Unmarked(string path) => path.EndsWith(Mark, StringComparison.Ordinal) ? path[..^Mark.Length] : path;

    /// <summary>Whether a file is code that a package manager or a deployment replaces.</summary>
    internal static bool IsCode(string path) => !Array.Exists(NotCode, p => path.StartsWith(p, StringComparison.Ordinal));
}
