using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Calendar;

/// <summary>
/// When installs may begin on a host. The clock on the wall decides: at each instant at which it shows a time in a window the window is open, and at no other. So
/// on a day on which 02:00-03:00 does not exist, 02:30-03:30 is open from 03:00 to 03:30 and 02:00-03:00 not at all; when that hour comes twice, 02:30-03:30 is open
/// from the first 02:30 until the clock goes back, and again from the second 02:30 to 03:30. Openings are computed from the zone's changes, not searched minute by minute.
/// Immutable, so threads may share it.
/// </summary>
public sealed class InstallWindows
{
    // Less than a week is open at a stretch; when a change of the clocks swallows the one gap, less than two.
    private static readonly TimeSpan LongestOpening = TimeSpan.FromDays(16);

    private readonly WeekPattern _pattern;
    private readonly TimeZoneInfo _zone;

    /// <summary>Makes the windows of a host.</summary>
    /// <param name="windows">As configured; none: always open.</param>
    /// <param name="zone">The zone whose wall clock they are meant by.</param>
    public InstallWindows(IReadOnlyList<WeeklyWindow> windows, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(zone);
        _pattern = new WeekPattern(windows);
        _zone = zone;
    }

    /// <summary>Whether installs may begin at any time: there are no windows, or they leave no gap in the week.</summary>
    public bool IsAlwaysOpen => _pattern.IsAlways;

    /// <summary>The openings that are not over at an instant, in order and without end; <see cref="OpenWindow.Always"/> alone when there is no gap.</summary>
    /// <param name="instant">From the year 1970 to 9000.</param>
    public IEnumerable<OpenWindow> From(DateTimeOffset instant)
    {
        if (IsAlwaysOpen)
        {
            yield return OpenWindow.Always;
            yield break;
        }

        OpenWindow? pending = null;
        foreach (var (opens, closes) in Pieces(instant))
        {
            if (pending is { } joined && opens <= joined.Closes)
            {
                pending = joined with { Closes = closes };
                continue;
            }

            if (pending is { } whole && whole.Closes > instant)
                yield return whole;
            pending = new OpenWindow(opens, closes);
        }
    }

    private IEnumerable<(DateTimeOffset Opens, DateTimeOffset Closes)> Pieces(DateTimeOffset instant)
    {
        var begin = instant.UtcDateTime - LongestOpening;
        foreach (var span in OffsetSpan.After(_zone, begin.AddTicks(-(begin.Ticks % TimeSpan.TicksPerSecond))))
        {
            // Where the wall clock stands at both ends of the span; between them it runs evenly.
            var (first, last) = (span.From + span.Offset, span.Until + span.Offset);
            for (var week = MondayOf(first).AddDays(-7); week < last; week = week.AddDays(7))
            {
                foreach (var (from, to) in _pattern.Spans)
                {
                    var (opens, closes) = (week.AddMinutes(from), week.AddMinutes(to));
                    if (closes <= first || opens >= last)
                        continue;
                    yield return (Instant(opens < first ? first : opens, span.Offset), Instant(closes > last ? last : closes, span.Offset));
                }
            }
        }
    }

    private static DateTime MondayOf(DateTime wall) => wall.Date.AddDays(-(((int)wall.DayOfWeek + 6) % 7));

    private static DateTimeOffset Instant(DateTime wall, TimeSpan offset) => new(wall.Ticks - offset.Ticks, TimeSpan.Zero);
}
