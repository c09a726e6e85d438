using FsCheck;
using FsCheck.Fluent;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Calendar;

public class InstallWindowsProperties
{
    /// <summary>Zones with a change of their clocks that is out of the ordinary, and an instant shortly before it.</summary>
    private static readonly (string Zone, string Before)[] Changes =
    [
        ("Europe/Berlin", "2026-03-27"), ("Europe/Berlin", "2026-10-23"), ("America/New_York", "2026-03-06"), ("America/New_York", "2026-10-30"),
        ("Australia/Lord_Howe", "2026-04-02"), ("Australia/Lord_Howe", "2026-10-01"), ("Pacific/Apia", "2011-12-28"), ("Pacific/Kwajalein", "1993-08-19"),
        ("America/Santiago", "2026-04-03"), ("America/Santiago", "2026-09-04"), ("Africa/Casablanca", "2026-02-13"), ("Africa/Casablanca", "2026-03-20"),
        ("Asia/Beirut", "2026-03-27"), ("America/Caracas", "2016-04-29"), ("Asia/Pyongyang", "2018-05-03"), ("America/Recife", "2000-10-06"),
        ("Antarctica/Troll", "2026-03-27"), ("Asia/Kathmandu", "2026-11-20"), ("UTC", "2026-11-20"),
    ];

    internal static readonly Gen<WeeklyWindow> AnyWindow =
        from days in Gen.Choose(1, 127)
        from opens in Gen.OneOf(Gen.Choose(0, 1439), Gen.Elements(0, 60, 90, 120, 150, 165, 180, 1320, 1425))
        from minutes in Gen.Frequency((4, Gen.Choose(15, 300)), (1, Gen.Choose(300, 1439)), (1, Gen.Choose(15, 10_079)))
        let isLong = minutes >= 1440
        let fits = isLong ? Math.Min(minutes, (7 * 1440) - opens - 1) : minutes
        select new WeeklyWindow(isLong ? (WeekDays)(days & -days) : (WeekDays)days, TimeSpan.FromMinutes(opens), TimeSpan.FromMinutes(fits));

    [Fact]
    public void The_computed_openings_are_what_the_clock_on_the_wall_shows_minute_by_minute() => Prop.ForAll(
        (from change in Gen.Elements(Changes)
         from windows in AnyWindow.ListOf()
         from minute in Gen.Choose(0, 1440)
         select (change.Zone, From: DateTimeOffset.Parse(change.Before + "T00:00Z").AddMinutes(minute), Windows: windows.ToList())).ToArbitrary(),
        static given =>
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(given.Zone);
            var computed = new InstallWindows(given.Windows, zone);
            var until = given.From.AddDays(5);
            var openings = computed.From(given.From).TakeWhile(w => w.Opens < until).ToList();
            for (var at = given.From; at < until; at = at.AddMinutes(1))
            {
                if (WallClock.IsOpen(given.Windows, zone, at) != openings.Exists(w => w.Contains(at)))
                    return false;
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void Openings_stand_in_order_apart_from_each_other_and_are_the_same_from_whichever_instant_they_are_asked_for() => Prop.ForAll(
        (from change in Gen.Elements(Changes)
         from windows in AnyWindow.NonEmptyListOf()
         from minutes in Gen.Choose(0, 20_000)
         select (change.Zone, From: DateTimeOffset.Parse(change.Before + "T00:00Z").AddMinutes(-10_000), Minutes: minutes, Windows: windows.ToList())).ToArbitrary(),
        static given =>
        {
            var computed = new InstallWindows(given.Windows, TimeZoneInfo.FindSystemTimeZoneById(given.Zone));
            if (computed.IsAlwaysOpen)
                return true;
            var all = computed.From(given.From).Take(40).ToList();
            var later = given.From.AddMinutes(given.Minutes);
            return all.TrueForAll(w => w.Opens < w.Closes)
                && all.Zip(all.Skip(1)).All(pair => pair.First.Closes < pair.Second.Opens)
                && computed.From(later).First() is var next
                && (all.TrueForAll(w => w.Closes <= later) || next == all.First(w => w.Closes > later));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
