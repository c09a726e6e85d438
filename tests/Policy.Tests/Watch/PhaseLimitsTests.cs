using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Tests.Watch;

public class PhaseLimitsTests
{
    private static readonly KuPkgSettings Defaults = new();

    [Fact]
    public void Only_fetching_has_a_floor()
    {
        PhaseLimits.For(Phase.Download, Defaults).Floor.Should().Be(new ByteFloor(2048, TimeSpan.FromSeconds(15)));
        PhaseLimits.For(Phase.Refresh, Defaults).Floor.Should().NotBeNull();
        PhaseLimits.For(Phase.Install, Defaults).Floor.Should().BeNull("a script may fetch nothing for as long as it works");
    }

    [Fact]
    public void A_repair_is_given_less_silence_than_an_install() =>
        PhaseLimits.For(Phase.Repair, Defaults).Quiet.Should().BeLessThan(PhaseLimits.For(Phase.Install, Defaults).Quiet);

    [Fact]
    public void No_phase_has_a_hard_limit_by_default() =>
        Enum.GetValues<Phase>().Should().OnlyContain(phase => PhaseLimits.For(phase, Defaults).Hard == null);
}
