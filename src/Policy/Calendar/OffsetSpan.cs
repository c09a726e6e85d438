namespace KuPkg.Policy.Calendar;

/// <summary>
/// A time in which a zone keeps its offset from UTC. Windows are found through these spans alone, from instant to wall clock: that way every instant has
/// exactly one wall-clock time, whereas a wall-clock time may have no instant or two, and asking the framework for it throws.
/// </summary>
/// <param name="From">The first instant.</param>
/// <param name="Until">The first instant that is not part of it.</param>
/// <param name="Offset">What is added to UTC.</param>
internal readonly record struct OffsetSpan(DateTime From, DateTime Until, TimeSpan Offset)
{
    // In all zones of tzdata two changes of an offset are at least 6.9 days apart (since 1990), so a look each day misses none.
    private const int DaysAtOnce = 28;

    /// <summary>The spans from an instant on, without end, each beginning where the one before ends. Long ones come in parts.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="from">UTC, in whole seconds, as changes are.</param>
    public static IEnumerable<OffsetSpan> After(TimeZoneInfo zone, DateTime from)
    {
        for (var begin = from; ;)
        {
            var offset = zone.GetUtcOffset(begin);
            var end = begin;
            for (var day = 0; day < DaysAtOnce; day++)
            {
                var next = end.AddDays(1);
                if (zone.GetUtcOffset(next) != offset)
                {
                    end = ChangeBetween(zone, end, next, offset);
                    break;
                }

                end = next;
            }

            yield return new OffsetSpan(begin, end, offset);
            begin = end;
        }
    }

    private static DateTime ChangeBetween(TimeZoneInfo zone, DateTime before, DateTime after, TimeSpan offset)
    {
        var (low, high) = (0, (int)(after - before).TotalSeconds);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (zone.GetUtcOffset(before.AddSeconds(middle)) == offset)
                low = middle;
            else
                high = middle;
        }

        return before.AddSeconds(high);
    }
}
