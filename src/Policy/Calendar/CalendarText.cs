using System.Globalization;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Calendar;

/// <summary>The calendar's words.</summary>
internal static class CalendarText
{
    private static readonly CultureInfo Words = CultureInfo.InvariantCulture;
    private static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// <summary><c>Thu 12 Nov 03:41</c>, in a zone; with the year when it is another one than now's.</summary>
    public static string When(DateTimeOffset at, TickFacts facts)
    {
        var (wall, now) = (TimeZoneInfo.ConvertTime(at, facts.Zone), TimeZoneInfo.ConvertTime(facts.Now, facts.Zone));

        // Put together by hand, as the framework's formats are compiled at each start and a tick that is not due is to cost little.
        var year = wall.Year == now.Year ? "" : $" {wall.Year}";
        return $"{Days[(int)wall.DayOfWeek]} {wall.Day} {Months[wall.Month - 1]}{year} {Two(wall.Hour)}:{Two(wall.Minute)}";
    }

    /// <summary><c>every 12 h, this host's place</c>.</summary>
    public static string Rhythm(ScheduleSettings schedule) => $"every {Span(schedule.Every)}, " + schedule.Spread switch
    {
        { Most.Ticks: <= 0 } => "no jitter",
        { Kind: JitterKind.Random } => "random place",
        _ => "this host's place",
    };

    /// <summary><c>window Mon-Fri 01:00-05:00</c>.</summary>
    public static string Window(ScheduleSettings schedule) =>
        $"{(schedule.Windows.Count == 1 ? "window" : "windows")} {string.Join(", ", schedule.Windows)}";

    /// <summary><c>the run of Thu 12 Nov 03:41 failed, 2 in a row</c>.</summary>
    public static string Ended(EndedRun run, TickFacts facts)
    {
        var (what, times) = run.End switch
        {
            RunEnd.Failed => ("failed", facts.Streak.Failures),
            RunEnd.Deferred => ("was deferred", facts.Streak.Deferrals),
            RunEnd.Interrupted => ("was interrupted", facts.Streak.Failures),
            _ => ("is done", 1),
        };
        return $"the run of {When(run.StartedAt, facts)} {what}{(times > 1 ? $", {times} in a row" : "")}";
    }

    /// <summary><c>12 h</c>, <c>90 min</c>, <c>7 days</c>.</summary>
    public static string Span(TimeSpan span) =>
        span.Ticks % TimeSpan.TicksPerDay == 0 && span.Days > 1 ? $"{span.Days} days"
        : span.Ticks % TimeSpan.TicksPerHour == 0 ? string.Create(Words, $"{span.TotalHours} h")
        : string.Create(Words, $"{span.TotalMinutes:0.#} min");

    private static string Two(int number) => number < 10 ? $"0{number}" : $"{number}";
}
