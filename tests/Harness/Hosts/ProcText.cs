namespace KuPkg.Harness.Hosts;

/// <summary>Files of /proc that belong to a process, which may end between the look that showed it and the reading. Thread-safe.</summary>
public static class ProcText
{
    /// <summary>The text of such a file, as far as it could be read; null when the process has gone.</summary>
    /// <param name="path">Such as <c>/proc/812/maps</c>.</param>
    public static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone, or going: ESRCH shows as an IOException, or as no right to look.
            return null;
        }
    }
}
