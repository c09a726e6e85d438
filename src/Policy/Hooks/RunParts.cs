namespace KuPkg.Policy.Hooks;

/// <summary>Which files of a directory are hooks, and in which order they run: the rules of run-parts(8), as cron.daily and the like have them.</summary>
public static class RunParts
{
    /// <summary>
    /// Whether a file of that name is looked at: ASCII letters, digits, <c>_</c> and <c>-</c>, nothing else. So <c>10-drain~</c>, <c>10-drain.bak</c>, <c>10-drain.dpkg-old</c> and
    /// <c>drain.sh</c> are not.
    /// </summary>
    public static bool Takes(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
    }

    /// <summary>The names that are looked at, in the order of the C locale: by their bytes, so that <c>10-z</c> comes before <c>2-a</c>, and <c>Z</c> before <c>a</c>.</summary>
    public static IReadOnlyList<string> InOrder(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return [.. names.Where(Takes).Order(StringComparer.Ordinal)];
    }
}
