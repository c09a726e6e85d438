using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Calendar;

/// <summary>
/// The windows of a week on the wall clock, overlapping and adjacent ones merged. Times are minutes since Monday 00:00; a span that reaches past Sunday ends above
/// <see cref="Week"/>. Immutable.
/// </summary>
internal sealed class WeekPattern
{
    public const int Week = 7 * Day;

    private const int Day = 24 * 60;

    public WeekPattern(IReadOnlyList<WeeklyWindow> windows)
    {
        var spans = new List<(int Opens, int Closes)>();
        foreach (var window in windows)
        {
            for (var day = 0; day < 7; day++)
            {
                var opens = (day * Day) + (int)window.OpensAt.TotalMinutes;
                if (DayWords.Has(window.Days, day))
                    Insert(spans, opens, opens + (int)window.Length.TotalMinutes);
            }
        }

        Spans = Merge(spans);
        IsAlways = Spans.Count == 0 || Spans[0].Closes - Spans[0].Opens >= Week;
    }

    /// <summary>In order, with at least a minute between each and the next; none begins in another week.</summary>
    public IReadOnlyList<(int Opens, int Closes)> Spans { get; }

    /// <summary>Whether it is never closed: no windows at all, or all of the week.</summary>
    public bool IsAlways { get; }

    // A sort of the framework would be compiled for this type at each start, which costs a tick more than all the rest of its decision.
    private static void Insert(List<(int Opens, int Closes)> spans, int opens, int closes)
    {
        var at = spans.Count;
        while (at > 0 && spans[at - 1].Opens > opens)
            at--;
        spans.Insert(at, (opens, closes));
    }

    private static List<(int Opens, int Closes)> Merge(List<(int Opens, int Closes)> spans)
    {
        var merged = new List<(int Opens, int Closes)>();
        foreach (var span in spans)
        {
            if (merged.Count > 0 && span.Opens <= merged[^1].Closes)
                merged[^1] = (merged[^1].Opens, Math.Max(merged[^1].Closes, span.Closes));
            else
                merged.Add(span);
        }

        // The week is a circle: what reaches past Sunday meets Monday's first spans.
        while (merged.Count > 1 && merged[^1].Closes - Week >= merged[0].Opens)
        {
            merged[^1] = (merged[^1].Opens, Math.Max(merged[^1].Closes, merged[0].Closes + Week));
            merged.RemoveAt(0);
        }

        return merged;
    }
}
