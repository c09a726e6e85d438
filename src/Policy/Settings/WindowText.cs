using System.Text;

namespace KuPkg.Policy.Settings;

/// <summary>
/// The written form of a window: <c>Mon-Fri 01:00-05:00</c>; <c>Sat,Sun 00:00-24:00</c>; <c>22:00-04:00</c>, which is every day, over midnight;
/// <c>Fri 22:00-Mon 04:00</c>, which is one span. Case does not matter, nor do blanks around a hyphen or a comma. Pure.
/// </summary>
public static class WindowText
{
    private const string Forms = "write it as \"Mon-Fri 01:00-05:00\", \"Sat,Sun 00:00-24:00\", \"22:00-04:00\" (every day, over midnight) or \"Fri 22:00-Mon 04:00\"";

    /// <summary>Reads a window.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="mistake">What is wrong and what would be right; empty when nothing is.</param>
    /// <returns>Null when there is a mistake.</returns>
    public static WeeklyWindow? Parse(string text, out string mistake)
    {
        ArgumentNullException.ThrowIfNull(text);
        mistake = "";
        if (text.AsSpan().IndexOfAny('\u2012', '\u2013', '\u2014') >= 0)
            return Wrong("it has a dash; write a hyphen, \"-\"", out mistake);
        var words = Squeeze(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [var times] when times.Contains(':', StringComparison.Ordinal) => Daily(WeekDays.All, "", times, out mistake),
            [var days, var times] => DayWords.Read(days, out mistake) is { } set ? Daily(set, $"{days} ", times, out mistake) : null,
            [var day, var middle, var time] when middle.Split('-') is [var from, var lastDay] && !lastDay.Contains(':', StringComparison.Ordinal) => Span(day, from, lastDay, time, out mistake),
            [_] => Wrong($"it has no times; {Forms}", out mistake),
            _ => Wrong($"it is no window; {Forms}", out mistake),
        };
    }

    /// <summary>Writes a window in the one form that <see cref="Parse"/> reads back as the same window.</summary>
    public static string Format(WeeklyWindow window)
    {
        ArgumentNullException.ThrowIfNull(window);
        var days = window.Days == WeekDays.All ? "" : DayWords.Write(window.Days) + " ";
        var end = window.OpensAt + window.Length;
        if (end == TimeSpan.FromDays(1) || window.Length < TimeSpan.FromDays(1))
            return $"{days}{Time(window.OpensAt)}-{Time(end > TimeSpan.FromDays(1) ? end - TimeSpan.FromDays(1) : end)}";

        // Longer than that, a window opens on one day only.
        var whole = (end - TimeSpan.FromMinutes(1)).Days;
        return $"{days}{Time(window.OpensAt)}-{DayWords.Name(DayWords.First(window.Days) + whole)} {Time(end - TimeSpan.FromDays(whole))}";
    }

    private static WeeklyWindow? Daily(WeekDays days, string before, string times, out string mistake)
    {
        if (times.Split('-') is not [var from, var to])
            return Wrong($"\"{times}\" is not two times; write them as \"01:00-05:00\"", out mistake);
        if (Opening(from, out mistake) is not { } opens || Closing(to, out mistake) is not { } closes)
            return null;
        if (opens == closes)
            return Wrong($"it closes when it opens; a whole day is \"{before}00:00-24:00\"", out mistake);
        return Long(days, opens, closes > opens ? closes - opens : closes - opens + TimeSpan.FromDays(1), out mistake);
    }

    private static WeeklyWindow? Span(string firstDay, string from, string lastDay, string to, out string mistake)
    {
        if (DayWords.ReadOne(firstDay, out mistake) is not { } first || DayWords.ReadOne(lastDay, out mistake) is not { } last
            || Opening(from, out mistake) is not { } opens || Closing(to, out mistake) is not { } closes)
            return null;
        var length = TimeSpan.FromDays((last - first + 7) % 7) + closes - opens;
        return length > TimeSpan.Zero
            ? Long((WeekDays)(1 << first), opens, length, out mistake)
            : Wrong($"it ends on the day on which it begins, but not later; over midnight is \"{firstDay} {from}-{to}\", "
                + $"a whole day \"{firstDay} 00:00-24:00\", and nearly a week is several windows", out mistake);
    }

    private static WeeklyWindow? Long(WeekDays days, TimeSpan opens, TimeSpan length, out string mistake)
    {
        mistake = "";
        return length < WeeklyWindow.LeastLength
            ? Wrong($"it is {length.TotalMinutes:0} min long; a window is at least 15 min long, or no tick may fall in it", out mistake)
            : length >= TimeSpan.FromDays(7) ? Wrong("it is the whole week; \"00:00-24:00\" is, too, and so are no windows at all", out mistake)
            : new WeeklyWindow(days, opens, length);
    }

    private static TimeSpan? Opening(string text, out string mistake)
    {
        if (Closing(text, out mistake) is not { } time)
            return null;
        if (time < TimeSpan.FromDays(1))
            return time;
        mistake = $"it opens at \"{text}\"; write 00:00 of the day after";
        return null;
    }

    // HH:MM or H:MM, to 24:00.
    private static TimeSpan? Closing(string text, out string mistake)
    {
        mistake = "";
        if (text.Split(':') is [{ Length: 1 or 2 } hours, { Length: 2 } minutes] && IsNumber(hours) && IsNumber(minutes)
            && int.Parse(minutes) is < 60 and var m && int.Parse(hours) * 60 + m is <= 24 * 60 and var all)
            return TimeSpan.FromMinutes(all);
        mistake = $"\"{text}\" is no time of day; write HH:MM, from 00:00 to 24:00";
        return null;
    }

    private static bool IsNumber(string text) => text.All(char.IsAsciiDigit);

    private static string Time(TimeSpan time) => $"{(int)time.TotalHours:00}:{time.Minutes:00}";

    // "Mon - Fri  01:00 -05:00" is "Mon-Fri 01:00-05:00".
    private static string Squeeze(string text)
    {
        var squeezed = new StringBuilder(text.Length);
        var blank = false;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                blank = true;
                continue;
            }

            var joins = c is '-' or ',' || (squeezed.Length > 0 && squeezed[^1] is '-' or ',');
            if (blank && squeezed.Length > 0 && !joins)
                squeezed.Append(' ');
            squeezed.Append(c);
            blank = false;
        }

        return squeezed.ToString();
    }

    private static WeeklyWindow? Wrong(string what, out string mistake)
    {
        mistake = what;
        return null;
    }
}
