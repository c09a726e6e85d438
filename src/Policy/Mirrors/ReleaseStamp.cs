namespace KuPkg.Policy.Mirrors;

/// <summary>How old a Release says it is. Its signature is the package manager's to judge.</summary>
/// <param name="Date">Its <c>Date</c>; null: it has none that can be read.</param>
/// <param name="ValidUntil">Its <c>Valid-Until</c>; null: none.</param>
public sealed record ReleaseStamp(DateTimeOffset? Date, DateTimeOffset? ValidUntil)
{
    /// <summary>The stamp in the text of a Release or InRelease file; of any other text a stamp without dates.</summary>
    public static ReleaseStamp Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        DateTimeOffset? date = null, until = null;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            // The hashes come last and are nearly all of it.
            if (line.StartsWith("SHA256:") || line.StartsWith("MD5Sum:") || line.StartsWith("SHA1:") || line.StartsWith("SHA512:"))
                break;
            if (line.StartsWith("Date:"))
                date = ReleaseTime.Parse(line["Date:".Length..]);
            else if (line.StartsWith("Valid-Until:"))
                until = ReleaseTime.Parse(line["Valid-Until:".Length..]);
        }

        return new ReleaseStamp(date, until);
    }

    /// <summary>Whether a mirror that gives it is behind: older than the host has seen, or expired.</summary>
    /// <param name="known">The newest date that the host has seen of this release; null: none.</param>
    /// <param name="now">The host's clock.</param>
    public bool IsStale(DateTimeOffset? known, DateTimeOffset now) => Date < known || ValidUntil < now;
}
