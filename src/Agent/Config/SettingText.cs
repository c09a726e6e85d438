using System.Globalization;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Config;

/// <summary>Reads the written forms of settings: durations, sizes, rates, lists. Each answers null for what it cannot read.</summary>
internal static class SettingText
{
    /// <summary>A duration: a number and one of ms, s, m, h, d, y (365 days), such as <c>90s</c>, <c>1.5h</c>.</summary>
    public static TimeSpan? Duration(string text)
    {
        var split = SplitUnit(text);
        if (split is not var (number, unit))
            return null;
        double? seconds = unit switch
        {
            "ms" => number / 1000,
            "s" => number,
            "m" => number * 60,
            "h" => number * 3600,
            "d" => number * 86400,
            "y" => number * 86400 * 365,
            _ => null,
        };
        return seconds is { } s and < 1e10 ? TimeSpan.FromSeconds(s) : null;
    }

    /// <summary>A size: a number and one of B, KiB, MiB, GiB, TiB, such as <c>2 GiB</c>.</summary>
    public static long? Size(string text)
    {
        var split = SplitUnit(text);
        if (split is not var (number, unit))
            return null;
        double? bytes = unit switch
        {
            "B" => number,
            "KiB" => number * 1024,
            "MiB" => number * 1024 * 1024,
            "GiB" => number * 1024 * 1024 * 1024,
            "TiB" => number * 1024 * 1024 * 1024 * 1024,
            _ => null,
        };
        return bytes is { } b and < 9e18 ? (long)b : null;
    }

    /// <summary>A rate over a time, such as <c>2 KiB/s over 15s</c>.</summary>
    public static ByteFloor? Floor(string text)
    {
        var parts = text.Split(" over ", 2, StringSplitOptions.TrimEntries);
        return parts.Length == 2 && parts[0].EndsWith("/s", StringComparison.Ordinal)
            && Size(parts[0][..^2]) is { } bytes && Duration(parts[1]) is { } over && over > TimeSpan.Zero
            ? new ByteFloor(bytes, over)
            : null;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static bool? Boolean(string text) => text switch { "true" => true, "false" => false, _ => null };

    /// <summary>Words separated by commas; an empty text is an empty list.</summary>
    public static IReadOnlyList<string> Words(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static (double Number, string Unit)? SplitUnit(string text)
    {
        text = text.Trim();
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
            end++;
        return double.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? (number, text[end..].Trim())
            : null;
    }
}
