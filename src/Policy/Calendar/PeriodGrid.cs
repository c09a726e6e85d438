using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Calendar;

/// <summary>
/// The due instants of one host. Period k begins at 1970-01-01 00:00 UTC + k × every; the host is due once in each, at its begin + place × jitter. UTC, and the same
/// grid on each host, so that a fleet agrees on what a period is whatever the zones and clock changes. Immutable, so threads may share it.
/// </summary>
public sealed class PeriodGrid
{
    private readonly TimeSpan _every;
    private readonly Jitter _jitter;
    private readonly HostPlace _place;

    /// <summary>Makes the grid of a host.</summary>
    /// <param name="schedule">Period and jitter; what is outside of its range counts as the nearest that is not.</param>
    /// <param name="place">The host's place. A random jitter is drawn from it and the period's number.</param>
    public PeriodGrid(ScheduleSettings schedule, HostPlace place)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        _every = schedule.Every < ScheduleSettings.LeastEvery ? ScheduleSettings.LeastEvery
            : schedule.Every > ScheduleSettings.MostEvery ? ScheduleSettings.MostEvery : schedule.Every;
        var most = schedule.Spread.Most;
        _jitter = schedule.Spread with { Most = most < TimeSpan.Zero ? TimeSpan.Zero : most > _every ? _every : most };
        _place = place;
    }

    /// <summary>The number of the period that an instant is in.</summary>
    public long PeriodOf(DateTimeOffset instant)
    {
        var (number, rest) = Math.DivRem((instant - DateTimeOffset.UnixEpoch).Ticks, _every.Ticks);
        return rest < 0 ? number - 1 : number;
    }

    /// <summary>The due instant of a period, in whole seconds.</summary>
    public DateTimeOffset DueIn(long period)
    {
        var share = _jitter.Kind == JitterKind.Random ? _place.Draw(DrawPurpose.Period, period) : _place.Fraction;
        return DateTimeOffset.UnixEpoch + (period * _every) + Share(_jitter.Most, share);
    }

    /// <summary>The newest due instant that is not after the given one.</summary>
    public DateTimeOffset NewestAt(DateTimeOffset instant)
    {
        var period = PeriodOf(instant);
        var due = DueIn(period);
        return due <= instant ? due : DueIn(period - 1);
    }

    /// <summary>The first due instant that is not before the given one.</summary>
    public DateTimeOffset FirstFrom(DateTimeOffset instant)
    {
        var period = PeriodOf(instant);
        var due = DueIn(period);
        return due >= instant ? due : DueIn(period + 1);
    }

    /// <summary>The first due instant after the given one.</summary>
    public DateTimeOffset FirstAfter(DateTimeOffset instant) => FirstFrom(instant + TimeSpan.FromTicks(1));

    /// <summary>A share of a time in whole seconds, and so less than the whole of it.</summary>
    internal static TimeSpan Share(TimeSpan whole, double fraction) => TimeSpan.FromSeconds(Math.Floor(whole.TotalSeconds * fraction));
}
