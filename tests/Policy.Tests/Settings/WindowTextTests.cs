using FsCheck;
using FsCheck.Fluent;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Settings;

public class WindowTextTests
{
    [Theory]
    [InlineData("Mon-Fri 01:00-05:00", WeekDays.Mon | WeekDays.Tue | WeekDays.Wed | WeekDays.Thu | WeekDays.Fri, 60, 240)]
    [InlineData("Sat,Sun 00:00-24:00", WeekDays.Sat | WeekDays.Sun, 0, 1440)]
    [InlineData("22:00-04:00", WeekDays.All, 1320, 360)]
    [InlineData("00:00-24:00", WeekDays.All, 0, 1440)]
    [InlineData("23:45-24:00", WeekDays.All, 1425, 15)]
    [InlineData("Fri 22:00-Mon 04:00", WeekDays.Fri, 1320, 3240)]
    [InlineData("Fri 22:00-Sun 24:00", WeekDays.Fri, 1320, 3000)]
    [InlineData("Sun 22:00-Mon 22:00", WeekDays.Sun, 1320, 1440)]
    [InlineData("Fri 22:00-Thu 24:00", WeekDays.Fri, 1320, 8760)]
    [InlineData("Sun 01:00-Sun 05:00", WeekDays.Sun, 60, 240)]
    [InlineData("Fri-Mon 01:00-05:00", WeekDays.Fri | WeekDays.Sat | WeekDays.Sun | WeekDays.Mon, 60, 240)]
    [InlineData("Mon,Wed-Fri 01:00-05:00", WeekDays.Mon | WeekDays.Wed | WeekDays.Thu | WeekDays.Fri, 60, 240)]
    public void Windows_are_read(string text, WeekDays days, int opensAtMinute, int minutes)
    {
        WindowText.Parse(text, out var mistake).Should().Be(new WeeklyWindow(days, TimeSpan.FromMinutes(opensAtMinute), TimeSpan.FromMinutes(minutes)));
        mistake.Should().BeEmpty();
    }

    [Theory]
    [InlineData("  mon - FRI   1:00 -05:00 ", "Mon-Fri 01:00-05:00")]
    [InlineData("sat , sun 00:00-24:00", "Sat,Sun 00:00-24:00")]
    [InlineData("Sun,Mon,Tue 01:00-02:00", "Mon,Tue,Sun 01:00-02:00")]
    [InlineData("Mon-Sun 22:00-04:00", "22:00-04:00")]
    [InlineData("Mon 22:00-00:00", "Mon 22:00-24:00")]
    [InlineData("Fri 22:00-Sat 04:00", "Fri 22:00-04:00")]
    [InlineData("Fri 22:00 - Sun 24:00", "Fri 22:00-Sun 24:00")]
    [InlineData("Fri 22:00 - Mon 00:00", "Fri 22:00-Sun 24:00")]
    [InlineData("Mon 00:00-Mon 24:00", "Mon 00:00-24:00")]
    public void Each_window_has_one_canonical_form(string text, string canonical) =>
        WindowText.Parse(text, out _)!.ToString().Should().Be(canonical);

    [Theory]
    [InlineData("", "Mon-Fri 01:00-05:00")]
    [InlineData("Mon-Fri", "no times")]
    [InlineData("Montag 01:00-05:00", "the days are Mon, Tue")]
    [InlineData("Mon-Tue-Wed 01:00-05:00", "\"Mon-Fri\"")]
    [InlineData("Mon, 01:00-05:00", "is no")]
    [InlineData("Mon 1-5", "HH:MM")]
    [InlineData("Mon 01:00", "two times")]
    [InlineData("Mon 01:00-05:60", "HH:MM")]
    [InlineData("Mon 01:00-24:01", "24:00")]
    [InlineData("Mon 24:00-05:00", "the day after")]
    [InlineData("Mon 01:00-01:00", "\"Mon 00:00-24:00\"")]
    [InlineData("Mon 01:00-01:14", "at least 15 min")]
    [InlineData("Fri 04:00-Fri 03:00", "over midnight")]
    [InlineData("Fri 04:00-Fri 04:00", "a whole day")]
    [InlineData("Fri 00:00-Thu 24:00", "the whole week")]
    [InlineData("Mon-Fri 22:00-Sat 04:00", "is no day")]
    [InlineData("Mon\u2013Fri 01:00-05:00", "hyphen")]
    [InlineData("Mon 01:00-05:00 Europe/Berlin", "Fri 22:00-Mon 04:00")]
    [InlineData("Mon +1:00-05:00", "HH:MM")]
    [InlineData("Mon 01:00:00-05:00", "HH:MM")]
    public void A_mistake_is_named_with_what_would_be_right(string text, string right)
    {
        WindowText.Parse(text, out var mistake).Should().BeNull();
        mistake.Should().Contain(right);
    }

    [Fact]
    public void What_is_written_is_read_back_as_the_same() => Prop.ForAll(
        (from days in Gen.Choose(1, 127)
         from opens in Gen.Choose(0, 1439)
         from minutes in Gen.Frequency((3, Gen.Choose(15, 1439)), (1, Gen.Choose(15, (7 * 1440) - 1)))
         let isLong = minutes >= 1440
         where opens + minutes <= 7 * 1440 && minutes < 7 * 1440
         select new WeeklyWindow(isLong ? (WeekDays)(days & -days) : (WeekDays)days, TimeSpan.FromMinutes(opens), TimeSpan.FromMinutes(minutes))).ToArbitrary(),
        static window => WindowText.Parse(WindowText.Format(window), out _) == window).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void No_text_is_met_by_an_exception() => Prop.ForAll(
        Gen.Elements("Mon", "Sun", "Fri", "-", ",", " ", ":", "00:00", "24:00", "12:30", "7", "x", "\0", "\u0660").ListOf().Select(string.Concat).ToArbitrary(),
        static text => (WindowText.Parse(text, out var mistake) is null) == (mistake.Length > 0)).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Theory]
    [InlineData(WeekDays.None, 0, 60)]
    [InlineData((WeekDays)128, 0, 60)]
    [InlineData(WeekDays.Mon, -1, 60)]
    [InlineData(WeekDays.Mon, 1440, 60)]
    [InlineData(WeekDays.Mon, 0, 14)]
    [InlineData(WeekDays.Mon, 0, 7 * 1440)]
    [InlineData(WeekDays.Mon, 60, (7 * 1440) - 59)]
    [InlineData(WeekDays.Mon | WeekDays.Tue, 60, 1440)]
    public void A_window_outside_of_its_ranges_cannot_be_made(WeekDays days, int opensAtMinute, int minutes) =>
        FluentActions.Invoking(() => new WeeklyWindow(days, TimeSpan.FromMinutes(opensAtMinute), TimeSpan.FromMinutes(minutes)))
            .Should().Throw<ArgumentOutOfRangeException>();
}
