using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Tests.Watch;

public class CommandLimitsTests
{
    private static readonly KuPkgSettings Host = new() { Install = new InstallLimits { Quiet = TimeSpan.FromMinutes(7), Hard = TimeSpan.FromHours(6) } };

    [Fact]
    public void What_is_not_given_is_the_host_s() =>
        new CommandLimits { Spin = TimeSpan.FromMinutes(1) }.Over(Host).Should().Be(
            PhaseLimits.For(Phase.Command, Host) with { Spin = TimeSpan.FromMinutes(1) });

    [Fact]
    public void Off_takes_away_even_a_limit_that_the_host_sets()
    {
        var limits = new CommandLimits { Quiet = CommandLimits.Off, Hard = CommandLimits.Off }.Over(Host);
        var story = new Story(Phase.Command) { Limits = limits, LookEvery = TimeSpan.FromMinutes(1) }.With(10, 1, "sleep");
        story.Pass(TimeSpan.FromDays(2)).IsTerminal.Should().BeFalse();
    }
}
