using System.Globalization;

namespace KuPkg.Agent.Report;

/// <summary>Times, durations and sizes as an operator reads them. Never throws, whatever the clock did.</summary>
internal static class Human
{
    private static readonly CultureInfo Words = CultureInfo.InvariantCulture;

    /// <summary><c>4 ms</c>, <c>2.1 s</c>, <c>43 s</c>, <c>2 min 51 s</c>, <c>3 h 12 min</c>, <c>4 days 3 h</c>.</summary>
    public static string Duration(TimeSpan span)
    {
        if (span <= TimeSpan.Zero) return "0 ms";
        if (span.TotalMilliseconds < 0.95) return string.Create(Words, $"{span.TotalMilliseconds:0.0} ms");
        if (span.TotalMilliseconds < 999.5) return string.Create(Words, $"{span.TotalMilliseconds:0} ms");
        if (span.TotalSeconds < 9.95) return string.Create(Words, $"{span.TotalSeconds:0.0} s");
        var seconds = (long)Math.Round(span.TotalSeconds);
        var minutes = (long)Math.Round(span.TotalMinutes);
        var hours = (long)Math.Round(span.TotalHours);
        return seconds < 60 ? $"{seconds} s"
            : seconds < 3600 ? $"{seconds / 60} min {seconds % 60} s"
            : minutes < 48 * 60 ? $"{minutes / 60} h {minutes % 60} min"
            : hours % 24 == 0 ? $"{hours / 24} days" : $"{hours / 24} days {hours % 24} h";
    }

    /// <summary><c>04:10</c>, <c>1:04:10</c>: for a line that is redrawn.</summary>
    public static string Clock(TimeSpan span)
    {
        var seconds = (long)Math.Max(0, span.TotalSeconds);
        return seconds < 3600 ? $"{seconds / 60:00}:{seconds % 60:00}" : $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}";
    }

    /// <summary><c>just now</c>, <c>5 min ago</c>, <c>2 h ago</c>, <c>4 days ago</c>.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now)
    {
        var span = now - at;
        return span < TimeSpan.FromMinutes(1) ? "just now"
            : span < TimeSpan.FromHours(1) ? $"{(int)span.TotalMinutes} min ago"
            : span < TimeSpan.FromHours(48) ? $"{(int)span.TotalHours} h ago"
            : $"{(int)span.TotalDays} days ago";
    }

    /// <summary><c>today 15:41</c>, <c>tomorrow 01:00</c>, <c>Thu 12 Nov 10:03</c>, with the year when it is another one.</summary>
    public static string When(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (local, today) = (TimeZoneInfo.ConvertTime(at, zone), TimeZoneInfo.ConvertTime(now, zone));
        var days = (local.Date - today.Date).Days;
        var day = days switch
        {
            -1 => "yesterday",
            0 => "today",
            1 => "tomorrow",
            _ => local.ToString(local.Year == today.Year ? "ddd d MMM" : "d MMM yyyy", Words),
        };
        return $"{day} {TimeOfDay(at, zone)}";
    }

    /// <summary><c>03:41</c>.</summary>
    public static string TimeOfDay(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return string.Create(Words, $"{local.Hour:00}:{local.Minute:00}");
    }

    /// <summary><c>03:41:07.311</c>.</summary>
    public static string ExactTime(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("HH:mm:ss.fff", Words);

    /// <summary><c>2026-11-12 03:41</c>.</summary>
    public static string Sortable(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm", Words);

    /// <summary><c>Thu 12 Nov 2026 03:41:07 +01:00</c>.</summary>
    public static string LongTime(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("ddd d MMM yyyy HH:mm:ss zzz", Words);

    /// <summary><c>512 B</c>, <c>3.1 KiB</c>, <c>9.4 MiB</c>, <c>4096.0 MiB</c>: a figure in MiB can be compared with the next. From 10 GiB on <c>38.4 GiB</c>.</summary>
    public static string Size(long bytes) => Math.Abs((double)bytes) switch
    {
        < 1024 => $"{bytes} B",
        < 0.1 * (1 << 20) => string.Create(Words, $"{bytes / 1024.0:0.0} KiB"),
        < 10.0 * (1 << 30) => string.Create(Words, $"{bytes / (double)(1 << 20):0.0} MiB"),
        _ => string.Create(Words, $"{bytes / (double)(1 << 30):0.0} GiB"),
    };

    /// <summary><c>1 package</c>, <c>14 packages</c>.</summary>
    public static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
