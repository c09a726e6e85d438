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
    public void No_phase_but_a_hook_has_a_hard_limit_by_default() =>
        Enum.GetValues<Phase>().Where(static phase => phase != Phase.Hook).Should().OnlyContain(phase => PhaseLimits.For(phase, Defaults).Hard == null);

    [Fact]
    public void A_hook_may_be_slow_for_longer_than_it_may_hang()
    {
        var limits = PhaseLimits.For(Phase.Hook, Defaults);
        limits.Hard.Should().Be(TimeSpan.FromMinutes(15)).And.BeGreaterThan(limits.Quiet, "or the hard limit would always come first, and a hang be told as slowness");
    }

    [Fact]
    public void Behind_a_gateway_the_floor_holds_over_the_budget_and_silence_longer_than_the_gateways_own_patience()
    {
        var limits = PhaseLimits.BehindGateway(PhaseLimits.For(Phase.Download, Defaults));
        limits.Floor.Should().Be(new ByteFloor(2048, TimeSpan.FromMinutes(30)));
        limits.Quiet.Should().BeGreaterThan(KuPkg.Policy.Mirrors.FetchPolicy.Patience);
        PhaseLimits.BehindGateway(limits with { Budget = TimeSpan.FromSeconds(1), Floor = new ByteFloor(1, TimeSpan.FromSeconds(15)) }).Floor!.Over.Should().Be(TimeSpan.FromSeconds(15), "a floor is never stricter");
    }
}
