using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace KuPkg.Agent.Shell;

/// <summary>The file that this process runs from, which an upgrade may replace while it runs. Thread-safe.</summary>
internal sealed partial class OwnProgram
{
    private readonly (ulong Device, ulong Inode, DateTime Written, long Length)? _begun;

    /// <param name="path">The file; in tests another than this process's own.</param>
    public OwnProgram(string path)
    {
        Path = path;
        _begun = Look();
    }

    /// <summary>Where it is, and where a new version of it will be.</summary>
    public string Path { get; }

    /// <summary>Whether another file is there now. A file that is gone is not replaced: the one that runs is all there is.</summary>
    public bool IsReplaced => Look() is { } now && now != _begun;

    /// <summary>
    /// Loads all that this program may ever need. A single file that was replaced can no longer load what it had not loaded, since the base library looks
    /// for it in the new file, at the old place; what is loaded keeps the old file.
    /// </summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "What was trimmed away is not needed, and is passed over.")]
    public static void LoadAll()
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var todo = new Queue<Assembly>([Assembly.GetExecutingAssembly()]);
        while (todo.TryDequeue(out var assembly))
        {
            foreach (var name in assembly.GetReferencedAssemblies())
            {
                if (!known.Add(name.FullName))
                    continue;
                try
                {
                    todo.Enqueue(Assembly.Load(name));
                }
                catch (FileNotFoundException)
                {
                    // Trimmed away whole: nothing calls into it.
                }
            }
        }
    }

    private (ulong Device, ulong Inode, DateTime Written, long Length)? Look()
    {
        var file = new FileInfo(Path);
        return file.Exists && FileStat.TryOf(Path) is { } stat ? (((ulong)stat.DeviceMajor << 32) | stat.DeviceMinor, stat.Inode, file.LastWriteTimeUtc, file.Length) : null;
    }
}
