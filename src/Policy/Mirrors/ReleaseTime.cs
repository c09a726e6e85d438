using System.Globalization;

namespace KuPkg.Policy.Mirrors;

/// <summary>The times in a Release file.</summary>
public static class ReleaseTime
{
    private static readonly string[] Zones = ["UTC", "GMT", "+0000", "-0000", "Z"];

    // Sat, 09 Nov 2024 10:09:49 UTC         dak
    // Sat, 09 Nov 2024 10:09:49 +0000       apt-ftparchive
    /// <summary>Reads one, as apt 2.6 does: always of UTC, by whichever name.</summary>
    /// <returns>Null: it is none.</returns>
    public static DateTimeOffset? Parse(ReadOnlySpan<char> text)
    {
        var trimmed = text.Trim();
        foreach (var zone in Zones)
        {
            if (trimmed.EndsWith(zone, StringComparison.Ordinal))
            {
                return DateTimeOffset.TryParseExact(
                    trimmed[..^zone.Length].Trim(), "ddd, d MMM yyyy H:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite, out var time)
                    ? time
                    : null;
            }
        }

        return null;
    }
}
