namespace KuPkg.Harness;

/// <summary>Where the harness keeps its things: below the repository's <c>artifacts</c>, never elsewhere.</summary>
public static class Workspace
{
    /// <summary>The repository: the nearest directory above this assembly that holds KuPkg.sln.</summary>
    public static string Repository { get; } = FindRepository();

    public static string Artifacts => Path.Join(Repository, "artifacts");

    /// <summary>Base roots, running hosts and repositories.</summary>
    public static string Hosts => Directory.CreateDirectory(Path.Join(Artifacts, "hosts")).FullName;

    /// <summary>The published binary.</summary>
    public static string Binary => Path.Join(Artifacts, "kupkg");

    /// <summary>A new empty directory; the caller deletes it.</summary>
    public static string NewDirectory(string prefix)
    {
        var name = $"{prefix}-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
        var path = Path.Join(Hosts, "scratch", name);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        return Directory.CreateDirectory(path).FullName;
    }

    private static int _count;

    private static string FindRepository()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Join(at.FullName, "KuPkg.sln")))
                return at.FullName;
        }
        throw new DirectoryNotFoundException($"cannot find the repository above {AppContext.BaseDirectory}: no KuPkg.sln there. Run from a build inside it.");
    }
}
