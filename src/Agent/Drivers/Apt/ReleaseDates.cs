using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>The dates that repositories gave their lists.</summary>
internal static class ReleaseDates
{
    private const string Field = "Date: ", ExpiryField = "Valid-Until: ";

    /// <summary>The newest of all Release and InRelease files; null: none has one.</summary>
    public static DateTimeOffset? Newest(string lists)
    {
        if (!Directory.Exists(lists))
            return null;
        DateTimeOffset? newest = null;
        foreach (var file in Directory.EnumerateFiles(lists, "*Release"))
        {
            if (Of(File.ReadLines(file)) is { } date && (newest is null || date > newest))
                newest = date;
        }

        return newest;
    }

    /// <summary>When the first of all Release and InRelease files expires; null: none has an end.</summary>
    public static DateTimeOffset? FirstExpiry(string lists)
    {
        if (!Directory.Exists(lists))
            return null;
        DateTimeOffset? first = null;
        foreach (var file in Directory.EnumerateFiles(lists, "*Release"))
        {
            if (Find(File.ReadLines(file), ExpiryField) is { } date && (first is null || date < first))
                first = date;
        }

        return first;
    }

    // Date: Sat, 09 Nov 2024 10:09:49 UTC          (among the first lines; the hashes come after)
    internal static DateTimeOffset? Of(IEnumerable<string> lines) => Find(lines, Field);

    private static DateTimeOffset? Find(IEnumerable<string> lines, string field)
    {
        foreach (var line in lines)
        {
            if (line.StartsWith("SHA256:", StringComparison.Ordinal) || line.StartsWith("MD5Sum:", StringComparison.Ordinal))
                return null;
            if (line.StartsWith(field, StringComparison.Ordinal))
                return ReleaseTime.Parse(line.AsSpan(field.Length));
        }

        return null;
    }
}
