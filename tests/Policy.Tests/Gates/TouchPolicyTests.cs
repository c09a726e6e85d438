using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;
using static KuPkg.Policy.Tests.Gates.Looks;

namespace KuPkg.Policy.Tests.Gates;

/// <summary>Which services a change touches, and what is done about each.</summary>
public class TouchPolicyTests
{
    private static TouchFacts Facts(params string[] packages) => new() { Packages = packages.ToHashSet(), Contracts = [Contract] };

    [Fact]
    public void A_contract_that_names_a_package_is_touched_by_it_and_no_other()
    {
        TouchPolicy.Find(Facts("foo", "other")).Should().ContainSingle().Which.Should().Match<TouchedService>(static t => t.Name == "foo" && t.IsWritten && t.IsOwnPackage && t.Treatment == Treatment.Restart);
        TouchPolicy.Find(Facts("other")).Should().BeEmpty();
    }

    [Fact]
    public void A_unit_goes_by_its_contract_where_there_is_one_and_each_touch_is_told()
    {
        var found = TouchPolicy.Find(Facts("foo", "libfoo1") with { ShippedUnits = [("foo.service", "foo"), ("bar.service", "bar")], MappedBy = [("foo.service", "libfoo1")] });
        found.Select(static t => t.Name).Should().Equal("bar", "foo");
        found[0].Should().Match<TouchedService>(static t => !t.IsWritten && t.Contract.Unit == "bar.service" && t.Contract.OnFailure.Count == 2);
        found[1].Packages.Should().Equal("foo", "libfoo1");
    }

    [Fact]
    public void A_mapped_library_alone_is_no_change_of_the_service_itself() =>
        TouchPolicy.Find(Facts() with { MappedBy = [("foo.service", "libfoo1")] }).Single().IsOwnPackage.Should().BeFalse();

    [Theory]
    [InlineData("dbus.service", Treatment.NeedsReboot)]
    [InlineData("systemd-logind.service", Treatment.NeedsReboot)]
    [InlineData("systemd-udevd.service", Treatment.NeedsReboot)]
    [InlineData("init.scope", Treatment.NeedsReboot)]
    [InlineData("NetworkManager.service", Treatment.ByHand)]
    [InlineData("systemd-networkd.service", Treatment.ByHand)]
    [InlineData("gdm3.service", Treatment.ByHand)]
    [InlineData("getty@tty1.service", Treatment.ByHand)]
    [InlineData("docker.service", Treatment.ByHand)]
    [InlineData("containerd.service", Treatment.ByHand)]
    [InlineData("run-r1.scope", Treatment.ByHand)]
    [InlineData("my-agent.service", Treatment.ByHand)]
    [InlineData("cron.service", Treatment.Restart)]
    [InlineData("ssh.service", Treatment.Restart)]
    public void What_a_host_stands_on_is_never_restarted(string unit, Treatment treatment)
    {
        var touched = TouchPolicy.Find(Facts() with { MappedBy = [(unit, "libc6")], OwnUnit = "my-agent.service" }).Single();
        touched.Treatment.Should().Be(treatment);
        (touched.Reason.Length > 0).Should().Be(treatment != Treatment.Restart, "who is not restarted is told why");
    }

    [Fact]
    public void A_contract_cannot_ask_for_what_is_never_done() =>
        TouchPolicy.Find(Facts("foo") with { Contracts = [Contract with { Unit = "dbus.service" }] }).Single().Treatment.Should().Be(Treatment.NeedsReboot);

    [Fact]
    public void Without_a_contract_policy_decides()
    {
        TouchPolicy.Find(Facts() with { MappedBy = [("bar.service", "x")], MayRestartUnwritten = false }).Single().Treatment.Should().Be(Treatment.ByHand);
        TouchPolicy.Find(Facts("foo") with { MayRestartUnwritten = false }).Single().Treatment.Should().Be(Treatment.Restart);
        TouchPolicy.Find(Facts("foo") with { Contracts = [Contract with { Restart = RestartWay.None }] }).Single().Treatment.Should().Be(Treatment.ByHand);
    }
}
