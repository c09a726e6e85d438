using KuPkg.Policy.Calendar;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Calendar;

public sealed class RebootPolicyTests
{
    // A Thursday.
    private static readonly DateTimeOffset Now = new(2026, 11, 12, 12, 0, 0, TimeSpan.Zero);

    private static readonly RebootFacts Facts = new()
    {
        Settings = new RebootSettings { IsWhenNeeded = true }, Zone = TimeZoneInfo.Utc, NeededFor = "linux-image-6.1.0-40-amd64", Now = Now, BootId = "this", IsSound = true,
    };

    [Fact]
    public void What_is_needed_and_allowed_is_done() => RebootPolicy.Decide(Facts).Should().Be(new RebootDecision.Now("linux-image-6.1.0-40-amd64"));

    [Fact]
    public void What_is_not_needed_or_not_wished_for_is_not() =>
        new[] { Facts with { NeededFor = null }, Facts with { Settings = new RebootSettings() } }.Select(RebootPolicy.Decide).Should().OnlyContain(static d => d is RebootDecision.No);

    [Fact]
    public void A_host_that_needs_a_person_stays_up() => Why(Facts with { IsSound = false }).Should().Contain("a person is needed");

    [Theory]
    [InlineData("this", 0.5, "about to happen")]
    [InlineData("this", 1.5, null)]
    [InlineData("before", 0.5, "did not end the need")]
    [InlineData("before", 23, "did not end the need")]
    [InlineData("before", 25, null)]
    public void A_need_that_a_reboot_did_not_end_makes_no_loop(string boot, double hours, string? why)
    {
        var facts = Facts with { Last = new PastReboot(Now.AddHours(-hours), boot, "x") };
        if (why is null)
            RebootPolicy.Decide(facts).Should().BeOfType<RebootDecision.Now>();
        else
            Why(facts).Should().Contain(why);
    }

    [Fact]
    public void Outside_the_window_it_waits_for_it()
    {
        var window = new WeeklyWindow(WeekDays.Sun, TimeSpan.FromHours(2), TimeSpan.FromHours(1));
        var facts = Facts with { Settings = Facts.Settings with { Windows = [window] } };
        RebootPolicy.Decide(facts).Should().Be(new RebootDecision.Later(new DateTimeOffset(2026, 11, 15, 2, 0, 0, TimeSpan.Zero)));
        RebootPolicy.Decide(facts with { Now = new DateTimeOffset(2026, 11, 15, 2, 59, 0, TimeSpan.Zero) }).Should().BeOfType<RebootDecision.Now>();
        RebootPolicy.Decide(facts with { Now = new DateTimeOffset(2026, 11, 15, 3, 0, 0, TimeSpan.Zero) }).Should().BeOfType<RebootDecision.Later>();
    }

    private static string Why(RebootFacts facts) => RebootPolicy.Decide(facts).Should().BeOfType<RebootDecision.No>().Which.Why;
}
