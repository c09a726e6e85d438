using System.Collections.Immutable;

namespace KuPkg.Policy.Watch;

/// <summary>Running totals at a few instants of the recent past, from which rates are taken. Bounded and immutable.</summary>
/// <param name="Marks">Oldest first.</param>
internal readonly record struct RateWindow(ImmutableList<RateMark> Marks)
{
    private const int MarksPerWindow = 24;

    public static RateWindow Empty { get; } = new([]);

    /// <summary>Notes the totals at an instant and forgets what is older than the window. Instants closer than a 24th of the window share a mark.</summary>
    public RateWindow Add(RateMark mark, TimeSpan window)
    {
        var marks = Marks;
        if (marks.Count > 0 && mark.At - marks[^1].At < window / MarksPerWindow)
            return this;

        // The mark at the far edge must stay: a rate is taken over at least the whole window, never over less.
        while (marks.Count > 1 && mark.At - marks[1].At >= window)
            marks = marks.RemoveAt(0);
        return new(marks.Add(mark));
    }

    /// <summary>The latest mark at or before the instant; the oldest one when there is none so old; null when empty.</summary>
    public RateMark? Before(TimeSpan instant)
    {
        RateMark? found = null;
        foreach (var mark in Marks)
        {
            if (found is not null && mark.At > instant)
                break;
            found = mark;
        }

        return found;
    }
}

/// <summary>Totals since the watch began: each only grows.</summary>
/// <param name="At">When.</param>
/// <param name="FetchedBytes">Bytes received.</param>
/// <param name="CpuTicks">CPU time of the tree.</param>
/// <param name="IoBytes">Bytes read and written by the tree.</param>
internal sealed record RateMark(TimeSpan At, long FetchedBytes, long CpuTicks, long IoBytes);
