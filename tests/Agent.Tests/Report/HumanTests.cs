using KuPkg.Agent.Report;
using KuPkg.Agent.Tests.History;

namespace KuPkg.Agent.Tests.Report;

public sealed class HumanTests
{
    [Theory]
    [InlineData(-5, "0 ms")]
    [InlineData(0, "0 ms")]
    [InlineData(0.0004, "0.4 ms")]
    [InlineData(0.0041, "4 ms")]
    [InlineData(0.9994, "999 ms")]
    [InlineData(0.9996, "1.0 s")]
    [InlineData(2.14, "2.1 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(43.2, "43 s")]
    [InlineData(59.7, "1 min 0 s")]
    [InlineData(171, "2 min 51 s")]
    [InlineData(300, "5 min 0 s")]
    [InlineData(3599.6, "1 h 0 min")]
    [InlineData(11520, "3 h 12 min")]
    [InlineData(172799, "2 days")]
    [InlineData(356400, "4 days 3 h")]
    public void Durations_read_naturally(double seconds, string words) => Human.Duration(TimeSpan.FromSeconds(seconds)).Should().Be(words);

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(3174, "3.1 KiB")]
    [InlineData(9_856_614, "9.4 MiB")]
    [InlineData(4L << 30, "4096.0 MiB")]
    [InlineData((10L << 30) - 1, "10240.0 MiB")]
    [InlineData(10L << 30, "10.0 GiB")]
    [InlineData(41_200_000_000, "38.4 GiB")]
    public void Sizes_are_in_MiB_up_to_ten_GiB(long bytes, string words) => Human.Size(bytes).Should().Be(words);

    [Theory]
    [InlineData(-3600, "just now")]
    [InlineData(59, "just now")]
    [InlineData(60, "1 min ago")]
    [InlineData(7300, "2 h ago")]
    [InlineData(47 * 3600, "47 h ago")]
    [InlineData(49 * 3600, "2 days ago")]
    public void Past_times_are_relative(int secondsAgo, string words) => Human.Ago(SampleRun.At(-secondsAgo), SampleRun.At(0)).Should().Be(words);

    [Theory]
    [InlineData(0, "today 03:41")]
    [InlineData(-86400, "yesterday 03:41")]
    [InlineData(86400, "tomorrow 03:41")]
    [InlineData(5 * 86400, "Tue 17 Nov 03:41")]
    [InlineData(100 * 86400, "20 Feb 2027 03:41")]
    public void Days_near_by_have_names(int seconds, string words) => Human.When(SampleRun.At(seconds), SampleRun.At(0), Screens.Berlin).Should().Be(words);

    [Fact]
    public void The_day_is_that_of_the_zone()
    {
        // 23:30 UTC is already tomorrow in Berlin.
        var late = new DateTimeOffset(2026, 11, 12, 23, 30, 0, TimeSpan.Zero);
        Human.When(late, late.AddHours(-12), Screens.Berlin).Should().Be("tomorrow 00:30");
        Human.When(late, late.AddHours(-12), TimeZoneInfo.Utc).Should().Be("today 23:30");
    }
}
