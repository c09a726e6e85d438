namespace KuPkg.Agent.Contracts;

/// <summary>The directories of a host whose <c>/bin</c>, <c>/sbin</c> and <c>/lib</c> are links into <c>/usr</c>: packages list files by either name, the kernel by the real one. Thread-safe.</summary>
internal static class UsrMerge
{
    private static readonly string[] Merged = [.. new[] { "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32" }.Where(static d => new DirectoryInfo(d).LinkTarget is not null)];
    private static readonly string[] SystemDirectories = ["/usr/", "/lib", "/bin/", "/sbin/", "/opt/"];

    /// <summary>A path as the kernel names it.</summary>
    public static string Real(string path)
    {
        foreach (var directory in Merged)
        {
            if (path.StartsWith(directory, StringComparison.Ordinal) && path.Length > directory.Length && path[directory.Length] == '/')
                return $"/usr{path}";
        }

        return path;
    }

    /// <summary>
    /// Whether a file is where packages put code. Only there does a deleted file mean that an upgrade replaced it, and a restart renews the process; elsewhere programs map what they made and deleted
    /// themselves, and do so again after each restart.
    /// </summary>
    public static bool IsSystemCode(string path) => Array.Exists(SystemDirectories, d => path.StartsWith(d, StringComparison.Ordinal));
}
