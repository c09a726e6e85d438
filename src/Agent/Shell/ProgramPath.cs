using System.Runtime.InteropServices;

namespace KuPkg.Agent.Shell;

/// <summary>Finds programs: on this host, or below another root as a process would find them after chroot(2).</summary>
internal static partial class ProgramPath
{
    private const int NoSuchFile = 2;
    private const int NotPermitted = 13;
    private const int MostLinks = 40;
    private const int MayExecute = 1;

    /// <summary>The absolute path of a program, as seen from inside <paramref name="root"/>.</summary>
    /// <param name="program">A name, looked up in <see cref="ChildEnvironment.Path"/>, or an absolute path.</param>
    /// <param name="root">A directory that will be the root; null: none.</param>
    /// <param name="display">The whole command, for the message.</param>
    /// <exception cref="LaunchException">There is none, or it cannot be executed.</exception>
    public static string Find(string program, string? root, string display)
    {
        var inside = root is null ? "" : $" inside {root}";
        if (program.StartsWith('/'))
        {
            return Look(program, root) switch
            {
                Finding.Executable => program,
                Finding.Missing => throw new LaunchException(
                    $"Tried to start '{display}'{inside}: {program} is not there (No such file or directory). Install the package that brings it, or correct the path.", NoSuchFile),
                _ => throw new LaunchException(
                    $"Tried to start '{display}'{inside}: {program} is not an executable file (Permission denied). Make it one (chmod +x), or reinstall the package that brings it.", NotPermitted),
            };
        }

        if (program.Length == 0 || program.Contains('/'))
            throw new ArgumentException($"A program is a name or an absolute path, not '{program}'.", nameof(program));

        var directories = ChildEnvironment.Path.Split(':');
        return directories.Select(d => $"{d}/{program}").FirstOrDefault(p => Look(p, root) == Finding.Executable)
            ?? throw new LaunchException(
                $"Tried to start '{display}'{inside}: no executable '{program}' in {string.Join(", ", directories)} (No such file or directory). Install the package that brings it.", NoSuchFile);
    }

    private static Finding Look(string path, string? root)
    {
        if (Resolve(path, root) is not { } real || !File.Exists(real))
            return Finding.Missing;
        return Access(real, MayExecute) == 0 ? Finding.Executable : Finding.NotExecutable;
    }

    // Links are followed by hand below a root: an absolute one (/etc/alternatives) starts at that root, not at ours.
    private static string? Resolve(string path, string? root)
    {
        if (root is null)
            return path;

        var todo = new Stack<string>(Parts(path).Reverse());
        var done = new List<string>();
        var links = 0;
        while (todo.TryPop(out var part))
        {
            if (part == "..")
            {
                if (done.Count > 0)
                    done.RemoveAt(done.Count - 1);
                continue;
            }

            var here = new FileInfo($"{root}/{string.Join('/', [.. done, part])}");
            if (here.LinkTarget is not { } target)
            {
                done.Add(part);
                continue;
            }

            if (++links > MostLinks)
                return null;
            if (target.StartsWith('/'))
                done.Clear();
            foreach (var next in Parts(target).Reverse())
                todo.Push(next);
        }

        return $"{root}/{string.Join('/', done)}";
    }

    private static IEnumerable<string> Parts(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static part => part != ".");

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    private enum Finding
    {
        Missing,
        NotExecutable,
        Executable,
    }
}
