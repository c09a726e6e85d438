using KuPkg.Agent.Drivers.Apt;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Tests.Drivers.Apt;

public sealed class SimulationOutputTests
{
    [Fact]
    public void Upgrades_new_packages_foreign_architectures_and_epochs_are_read()
    {
        var output = SimulationOutput.Parse(Sample.Lines("simulate-upgrade.txt"));

        output.Changes.Should().Contain(
        [
            new Change(new PackageId("aa", "all"), "1.0", "2.0", "Debian:stable", false),
            new Change(new PackageId("bb", "all"), "1.0", "1.5", "Debian-Security:stable-security", true),
            new Change(new PackageId("dd", "all"), null, "1.0", "Debian:stable", false),
            new Change(new PackageId("ma", "amd64"), "1:1.0-1", "1:2.0-1", "Debian:stable", false),
            new Change(new PackageId("ma", "i386"), "1:1.0-1", "1:2.0-1", "Debian:stable", false),
        ]);
        output.Removals.Should().BeEmpty();
        output.Errors.Should().BeEmpty();
    }

    [Fact]
    public void What_is_kept_back_has_both_versions()
    {
        var output = SimulationOutput.Parse(Sample.Lines("simulate-upgrade.txt"));

        output.KeptBack.Select(k => (k.Package.Name, k.Installed, k.Candidate)).Should().Equal(("ee", "1.0", "2.0"), ("hh", "1.0", "2.0"), ("ne", "1.0", "2.0"));
    }

    [Fact]
    public void What_nothing_needs_any_more_is_no_change_either()
    {
        var output = SimulationOutput.Parse(Sample.Lines("simulate-unused.txt"));

        output.Unused.Should().Equal(
            new UnusedPackage(new PackageId("libunused1", ""), "1.0"), new UnusedPackage(new PackageId("libunused2", "i386"), "1:1.0-2"),
            new UnusedPackage(new PackageId("linux-image-6.1.0-10-amd64", ""), "6.1.10-1"));
        output.Changes.Should().ContainSingle();
        output.KeptBack.Should().BeEmpty();
    }

    [Fact]
    public void A_removal_is_no_change()
    {
        var output = SimulationOutput.Parse(Sample.Lines("simulate-removal.txt"));

        output.Removals.Should().Equal(new Change(new PackageId("ff", ""), "1.0", null, "", false));
        output.Changes.Should().NotContain(c => c.Package.Name == "ff").And.Contain(c => c.Package.Name == "ee");
    }

    [Fact]
    public void A_real_archive_of_security_updates_is_known_as_one()
    {
        var output = SimulationOutput.Parse(Sample.Lines("simulate-debian.txt"));

        output.Changes.Should().NotBeEmpty().And.OnlyContain(c => c.IsSecurity);
    }

    [Theory]
    [InlineData("Inst libssl3 [3.0.15-1] (3.0.16-1 Debian:12.10/stable, Debian-Security:12/stable-security [amd64])", true)]
    [InlineData("Inst libssl3 [3.0.2-0ubuntu1.18] (3.0.2-0ubuntu1.19 Ubuntu:22.04/jammy-updates, Ubuntu:22.04/jammy-security [amd64])", true)]
    [InlineData("Inst base-files [12ubuntu4.6] (12ubuntu4.7 Ubuntu:22.04/jammy-updates [amd64])", false)]
    [InlineData("Inst aa [2.0] (1.0 local-deb [all])", false)]
    [InlineData("Inst aa [2.0] (3.0 [all])", false)]
    public void Security_is_told_from_the_origin(string line, bool isSecurity) =>
        SimulationOutput.Parse([line]).Changes.Should().ContainSingle().Which.IsSecurity.Should().Be(isSecurity);

    [Fact]
    public void A_deferral_by_phasing_has_its_cause_already()
    {
        var output = SimulationOutput.Parse(["The following upgrades have been deferred due to phasing:", "   pp (1.0 => 2.0)", "0 upgraded, 0 newly installed, 0 to remove and 1 not upgraded."]);

        output.KeptBack.Should().ContainSingle().Which.Cause.Should().Be(KeptBackCause.Phased);
    }

    [Fact]
    public void Nothing_to_do_is_nothing()
    {
        var output = SimulationOutput.Parse(["Reading package lists...", "Calculating upgrade...", "0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded."]);

        (output.Changes.Count, output.KeptBack.Count, output.Errors.Count).Should().Be((0, 0, 0));
    }

    [Fact]
    public void Errors_are_kept() => SimulationOutput.Parse(Sample.Lines("simulate-error.txt")).Errors.Should().NotBeEmpty();
}
