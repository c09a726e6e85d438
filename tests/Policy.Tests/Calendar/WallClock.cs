using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Calendar;

/// <summary>Whether a window is open, asked the simple way: what does the clock on the wall show? The computed openings are held against it.</summary>
internal static class WallClock
{
    public static bool IsOpen(IReadOnlyList<WeeklyWindow> windows, TimeZoneInfo zone, DateTimeOffset instant)
    {
        var wall = TimeZoneInfo.ConvertTime(instant, zone).DateTime;
        return windows.Count == 0 || windows.Any(window => IsOpen(window, wall));
    }

    // It may have opened on any of the seven days before.
    private static bool IsOpen(WeeklyWindow window, DateTime wall) => Enumerable.Range(0, 8).Any(ago =>
    {
        var day = wall.Date.AddDays(-ago);
        var opened = day + window.OpensAt;
        return ((int)window.Days >> (((int)day.DayOfWeek + 6) % 7) & 1) == 1 && opened <= wall && wall < opened + window.Length;
    });
}
