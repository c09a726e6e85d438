using KuPkg.Agent.Config;
using KuPkg.Policy.Hooks;

namespace KuPkg.Agent.Runs.Hooks;

/// <summary>A file in a directory of hooks that run-parts(8) would look at.</summary>
/// <param name="Name">As an operator names it: <c>pre-install.d/10-drain</c>.</param>
/// <param name="Path">The file.</param>
internal sealed record FoundHook(string Name, string Path)
{
    /// <summary>Whether it is a file that can be executed, or a link to one; what is not is passed over.</summary>
    public required bool IsExecutable { get; init; }

    /// <summary>Why it is not run although it could be, with the command that mends it; null: it is.</summary>
    public string? Doubt { get; init; }
}

/// <summary>What lies in a directory of hooks.</summary>
/// <param name="Hooks">The hooks, in their order.</param>
/// <param name="Path">The directory.</param>
/// <param name="Doubt">Why none of them is run, with the command that mends it; null: they are.</param>
internal sealed record HookFolder(IReadOnlyList<FoundHook> Hooks, string Path, string? Doubt)
{
    private const int FileType = 0xF000, RegularFile = 0x8000, Directory = 0x4000, MayExecute = 0x49;

    /// <summary>The directory of one point; where it is missing or empty this is all that a run pays for hooks.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static HookFolder Read(HostPaths paths, HookPoint point)
    {
        var path = System.IO.Path.Join(paths.HooksDirectory, point.Directory());
        if (!System.IO.Directory.Exists(path))
            return new HookFolder([], path, null);
        var names = RunParts.InOrder(System.IO.Directory.EnumerateFileSystemEntries(path).Select(static entry => System.IO.Path.GetFileName(entry)));
        List<FoundHook> hooks = [.. names.Select(name => Look($"{point.Directory()}/{name}", System.IO.Path.Join(path, name))).OfType<FoundHook>()];

        // Who may write to the directory above could put another one in this one's place. One without hooks is as good as none.
        return new HookFolder(hooks, path, hooks.Count == 0 ? null : FileTrust.Doubt(path));
    }

    private static FoundHook? Look(string name, string path)
    {
        // Of a link whose file is gone run-parts says that it is broken. It was to be run, and cannot be.
        if (FileTrust.Mode(path) is not { } mode)
            return new FoundHook(name, path) { IsExecutable = true, Doubt = $"cannot be run, because {path} leads to {new FileInfo(path).LinkTarget}, which is not there:     rm {path}" };
        if ((mode & FileType) == Directory)
            return null;
        var isExecutable = (mode & FileType) == RegularFile && (mode & MayExecute) != 0;
        return new FoundHook(name, path) { IsExecutable = isExecutable, Doubt = isExecutable ? DoubtOf(path) : null };
    }

    private static string? DoubtOf(string path) =>
        FileTrust.Doubt(path) ?? (File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? FileTrust.Doubt(target.FullName) : null);
}
