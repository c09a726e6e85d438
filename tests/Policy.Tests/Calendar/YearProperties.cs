using FsCheck;
using FsCheck.Fluent;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Calendar;

public class YearProperties
{
    private static readonly DateTimeOffset NewYear = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<SimulatedHost> AnyHost =
        from zone in Gen.Elements("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu", "Pacific/Apia", "UTC")
        from windows in Gen.Frequency(
            (1, Gen.Constant<List<WeeklyWindow>>([])),
            (2, Gen.Elements("Sun 02:00-03:00", "Sat 01:45-02:15", "22:00-04:00", "Fri 22:00-Mon 04:00").Select(text => new List<WeeklyWindow> { WindowText.Parse(text, out _)! })),
            (4, InstallWindowsProperties.AnyWindow.ListOf().Select(w => w.Take(3).ToList())))
        from minutes in Gen.Elements(15, 60, 180, 720, 720, 1440, 7 * 1440, 10_000)
        from share in Gen.Elements(0, 50, 100)
        from kind in Gen.Elements(JitterKind.Stable, JitterKind.Random)
        from place in Gen.Choose(0, 999_999)
        from expected in Gen.Elements(0, 5, 45, 300)
        let every = TimeSpan.FromMinutes(minutes)
        select new SimulatedHost(
            new ScheduleSettings { Every = every, Jitter = new Jitter(every * share / 100, kind), Windows = windows },
            TimeZoneInfo.FindSystemTimeZoneById(zone), HostPlace.At(place / 1e6)) { ExpectedDuration = TimeSpan.FromMinutes(expected) };

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void Through_a_year_no_promise_is_broken(double trouble) => Prop.ForAll(
        (from host in AnyHost from seed in Gen.Choose(0, int.MaxValue) select (host, seed)).ToArbitrary(),
        given =>
        {
            var year = new SimulatedYear(given.host, new Random(given.seed), trouble);
            var broken = year.Through(NewYear, 365);
            return broken is null
                ? year.Runs > 10
                : throw new InvalidOperationException($"{given.host.Schedule.Every} {given.host.Schedule.Spread} [{string.Join(", ", given.host.Schedule.Windows)}] {given.host.Zone.Id} {given.host.Place.Fraction} expects {given.host.ExpectedDuration}, seed {given.seed}: {broken}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(12));
}
