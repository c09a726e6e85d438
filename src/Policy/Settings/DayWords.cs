namespace KuPkg.Policy.Settings;

/// <summary>Days of the week as they are written: <c>Mon</c> to <c>Sun</c>, lists and ranges of them. Days are counted from Monday, 0.</summary>
internal static class DayWords
{
    private static readonly string[] Names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <summary>Reads <c>Mon-Fri</c>, <c>Sat,Sun</c>, <c>Mon,Wed-Fri</c>, <c>Fri-Mon</c>; null, and the mistake, for what is none.</summary>
    public static WeekDays? Read(string text, out string mistake)
    {
        mistake = "";
        var days = WeekDays.None;
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2)
            {
                mistake = $"\"{part}\" is no range of days; write it as \"Mon-Fri\"";
                return null;
            }

            if (ReadOne(ends[0], out mistake) is not { } first || ReadOne(ends[^1], out mistake) is not { } last)
                return null;
            for (var day = first; ; day = (day + 1) % 7)
            {
                days |= (WeekDays)(1 << day);
                if (day == last)
                    break;
            }
        }

        return days;
    }

    /// <summary>Reads <c>Mon</c>; null, and the mistake, for what is none.</summary>
    public static int? ReadOne(string text, out string mistake)
    {
        var day = Array.FindIndex(Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        mistake = day >= 0 ? "" : $"\"{text}\" is no day; the days are {string.Join(", ", Names)}";
        return day >= 0 ? day : null;
    }

    /// <summary>Writes a set, shortest form first: three days or more in a row are a range.</summary>
    public static string Write(WeekDays days)
    {
        var parts = new List<string>();
        for (var day = 0; day < 7; day++)
        {
            if (!Has(days, day))
                continue;
            var last = day;
            while (last < 6 && Has(days, last + 1))
                last++;
            if (last - day >= 2)
                parts.Add($"{Names[day]}-{Names[last]}");
            else
                parts.AddRange(Names[day..(last + 1)]);
            day = last;
        }

        return string.Join(',', parts);
    }

    /// <summary>The name of a day, Monday 0; counted on past Sunday.</summary>
    public static string Name(int day) => Names[day % 7];

    /// <summary>The first day of a set, Monday 0.</summary>
    public static int First(WeekDays days) => int.TrailingZeroCount((int)days);

    /// <summary>Whether a set has a day, Monday 0.</summary>
    public static bool Has(WeekDays days, int day) => ((int)days >> day & 1) == 1;
}
