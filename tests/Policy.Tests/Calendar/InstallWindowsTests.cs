using KuPkg.Policy.Calendar;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Calendar;

/// <summary>Openings on the days that go wrong. The instants were worked out by hand from the zones' changes.</summary>
public class InstallWindowsTests
{
    [Theory]
    // Berlin goes from 02:00 to 03:00 on 2026-03-29 (01:00 UTC), and from 03:00 back to 02:00 on 2026-10-25 (01:00 UTC).
    [InlineData("Europe/Berlin", "02:30-03:30", "2026-03-28 12:00", "2026-03-29 01:00 to 2026-03-29 01:30", "2026-03-30 00:30 to 2026-03-30 01:30")]
    [InlineData("Europe/Berlin", "02:00-03:00", "2026-03-28 12:00", "2026-03-30 00:00 to 2026-03-30 01:00", "2026-03-31 00:00 to 2026-03-31 01:00")]
    [InlineData("Europe/Berlin", "Sun 02:00-03:00", "2026-03-28 12:00", "2026-04-05 00:00 to 2026-04-05 01:00", "2026-04-12 00:00 to 2026-04-12 01:00")]
    [InlineData("Europe/Berlin", "22:00-04:00", "2026-03-28 12:00", "2026-03-28 21:00 to 2026-03-29 02:00", "2026-03-29 20:00 to 2026-03-30 02:00")]
    [InlineData("Europe/Berlin", "Sun 00:00-24:00", "2026-03-28 12:00", "2026-03-28 23:00 to 2026-03-29 22:00", "2026-04-04 22:00 to 2026-04-05 22:00")]
    [InlineData("Europe/Berlin", "02:30-03:30", "2026-10-24 12:00", "2026-10-25 00:30 to 2026-10-25 01:00", "2026-10-25 01:30 to 2026-10-25 02:30")]
    [InlineData("Europe/Berlin", "01:00-02:30", "2026-10-24 12:00", "2026-10-24 23:00 to 2026-10-25 00:30", "2026-10-25 01:00 to 2026-10-25 01:30")]
    [InlineData("Europe/Berlin", "22:00-04:00", "2026-10-24 12:00", "2026-10-24 20:00 to 2026-10-25 03:00", "2026-10-25 21:00 to 2026-10-26 03:00")]
    [InlineData("Europe/Berlin", "Sun 00:00-24:00", "2026-10-24 12:00", "2026-10-24 22:00 to 2026-10-25 23:00", "2026-10-31 23:00 to 2026-11-01 23:00")]
    [InlineData("Europe/Berlin", "Sat 23:00-02:59", "2026-10-24 12:00", "2026-10-24 21:00 to 2026-10-25 00:59", "2026-10-25 01:00 to 2026-10-25 01:59")]
    // Lord Howe goes back from 02:00 to 01:30 on 2026-04-05 (15:00 UTC the day before), and from 02:00 to 02:30 on 2026-10-04 (15:30 UTC the day before).
    [InlineData("Australia/Lord_Howe", "01:45-02:15", "2026-04-04 00:00", "2026-04-04 14:45 to 2026-04-04 15:00", "2026-04-04 15:15 to 2026-04-04 15:45")]
    [InlineData("Australia/Lord_Howe", "01:45-02:45", "2026-10-03 00:00", "2026-10-03 15:15 to 2026-10-03 15:45", "2026-10-04 14:45 to 2026-10-04 15:45")]
    [InlineData("Australia/Lord_Howe", "02:00-02:30", "2026-10-03 00:00", "2026-10-04 15:00 to 2026-10-04 15:30", "2026-10-05 15:00 to 2026-10-05 15:30")]
    // Apia had no 2011-12-30, a Friday: it went from UTC-10 to UTC+14 at 10:00 UTC.
    [InlineData("Pacific/Apia", "Fri 01:00-05:00", "2011-12-28 00:00", "2012-01-05 11:00 to 2012-01-05 15:00", "2012-01-12 11:00 to 2012-01-12 15:00")]
    [InlineData("Pacific/Apia", "Thu 22:00-Sat 04:00", "2011-12-28 00:00", "2011-12-30 08:00 to 2011-12-30 14:00", "2012-01-05 08:00 to 2012-01-06 14:00")]
    [InlineData("Pacific/Apia", "22:00-04:00", "2011-12-29 20:00", "2011-12-30 08:00 to 2011-12-30 14:00", "2011-12-31 08:00 to 2011-12-31 14:00")]
    // Santiago goes from 24:00 of Saturday to 01:00 of Sunday 2026-09-06 (04:00 UTC): that midnight does not exist.
    [InlineData("America/Santiago", "Sun 00:00-02:00", "2026-09-05 12:00", "2026-09-06 04:00 to 2026-09-06 05:00", "2026-09-13 03:00 to 2026-09-13 05:00")]
    [InlineData("UTC", "Fri 22:00-Mon 04:00", "2026-11-20 23:00", "2026-11-20 22:00 to 2026-11-23 04:00", "2026-11-27 22:00 to 2026-11-30 04:00")]
    public void Openings(string zone, string window, string from, string first, string second) =>
        Windows(zone, window).From(At(from)).Take(2).Select(Text).Should().Equal(first, second);

    [Fact]
    public void Overlapping_and_adjacent_windows_are_one_over_the_end_of_the_week_too() =>
        Windows("UTC", "Sat 20:00-24:00", "Sun 00:00-24:00", "Mon 00:00-04:00", "Mon 03:00-05:00", "Wed 01:00-02:00").From(At("2026-11-21 12:00")).Take(2).Select(Text)
            .Should().Equal("2026-11-21 20:00 to 2026-11-23 05:00", "2026-11-25 01:00 to 2026-11-25 02:00");

    [Fact]
    public void Windows_are_one_when_the_hour_between_them_does_not_exist() =>
        Windows("Europe/Berlin", "Sun 00:00-02:00", "Sun 03:00-05:00").From(At("2026-03-28 12:00")).Take(2).Select(Text)
            .Should().Equal("2026-03-28 23:00 to 2026-03-29 03:00", "2026-04-04 22:00 to 2026-04-05 00:00");

    [Fact]
    public void The_one_gap_of_the_week_can_be_swallowed_and_the_opening_keeps_its_begin()
    {
        var windows = Windows("Europe/Berlin", "Sun 03:00-Sat 24:00", "Sun 00:00-02:00");

        windows.From(At("2026-04-04 23:59")).Take(1).Select(Text).Should().Equal("2026-03-22 02:00 to 2026-04-05 00:00");
    }

    [Theory]
    [InlineData("00:00-24:00")]
    [InlineData("Mon 00:00-Sat 24:00", "Sun 00:00-24:00")]
    [InlineData("Sun 12:00-Wed 12:00", "Tue 08:00-Fri 08:00", "Fri 08:00-Sun 12:00")]
    [InlineData]
    public void Windows_without_a_gap_are_no_windows(params string[] windows)
    {
        Windows("Europe/Berlin", windows).IsAlwaysOpen.Should().BeTrue();
        Windows("Europe/Berlin", windows).From(At("2026-11-21 12:00")).Should().Equal(OpenWindow.Always);
    }

    [Fact]
    public void An_opening_ends_just_before_it_closes()
    {
        var window = Windows("UTC", "01:00-05:00");

        window.From(At("2026-11-21 05:00").AddTicks(-1)).Select(Text).First().Should().Be("2026-11-21 01:00 to 2026-11-21 05:00");
        window.From(At("2026-11-21 05:00")).Select(Text).First().Should().Be("2026-11-22 01:00 to 2026-11-22 05:00");
    }

    private static InstallWindows Windows(string zone, params string[] windows) =>
        new([.. windows.Select(text => WindowText.Parse(text, out _)!)], TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static DateTimeOffset At(string utc) => DateTimeOffset.Parse(utc + "Z");

    private static string Text(OpenWindow window) => $"{window.Opens.UtcDateTime:yyyy-MM-dd HH:mm} to {window.Closes.UtcDateTime:yyyy-MM-dd HH:mm}";
}
