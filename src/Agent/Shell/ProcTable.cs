namespace KuPkg.Agent.Shell;

/// <summary>The processes of this pid namespace.</summary>
internal static class ProcTable
{
    /// <summary>Their pids at this moment; some may be gone when looked at.</summary>
    public static IEnumerable<int> Pids()
    {
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(path.AsSpan()), out var pid))
                yield return pid;
        }
    }
}
