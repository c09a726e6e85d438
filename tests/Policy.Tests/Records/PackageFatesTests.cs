using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Policy.Tests.Records;

public class PackageFatesTests
{
    private static readonly PackageId Foo = new("foo", "amd64");
    private static readonly Change Upgrade = new(Foo, "1.0", "2.0", "local", false);
    private static readonly Change New = new(Foo, null, "2.0", "local", false);

    private static PackageResult Read(Change change, InstalledPackage? row, bool isPutBack = false, Cause? cause = null) =>
        PackageFates.Read(
            [change], new Inventory(row is null ? [] : [row]), isPutBack ? new HashSet<PackageId> { Foo } : [],
            cause is null ? new Dictionary<string, Cause>() : new Dictionary<string, Cause> { ["foo"] = cause }).Single();

    private static InstalledPackage Row(string version, PackageState state = PackageState.Installed) => new(Foo, version, "foo", state, state.ToString());

    [Fact]
    public void The_new_version_installed_and_configured_is_updated() =>
        Read(Upgrade, Row("2.0")).Result.Should().Be(PackageFate.Updated);

    [Fact]
    public void The_new_version_half_configured_is_broken_and_says_how_to_mend_it()
    {
        var result = Read(Upgrade, Row("2.0", PackageState.HalfConfigured));
        result.Result.Should().Be(PackageFate.Broken);
        result.FreedBy.Should().Contain("dpkg --configure -a");
    }

    [Fact]
    public void The_old_version_is_put_back_only_when_somebody_did_so()
    {
        Read(Upgrade, Row("1.0"), isPutBack: true).Result.Should().Be(PackageFate.PutBack);
        Read(Upgrade, Row("1.0")).Result.Should().Be(PackageFate.Untouched);
    }

    [Fact]
    public void The_cause_that_the_run_knows_is_told() =>
        Read(Upgrade, Row("1.0"), cause: new Cause("its preinst hung", "kupkg report 3")).Should()
            .BeEquivalentTo(new { Cause = "its preinst hung", FreedBy = "kupkg report 3" });

    [Fact]
    public void A_package_that_was_new_and_is_gone_was_taken_off_when_it_was_at_fault_and_else_never_came()
    {
        Read(New, null, cause: new Cause("its postinst hung", "")).Result.Should().Be(PackageFate.Removed);
        Read(New, null).Result.Should().Be(PackageFate.Untouched);
    }

    [Fact]
    public void A_removal_is_done_when_only_configuration_files_are_left() =>
        Read(Upgrade with { To = null }, Row("1.0", PackageState.NotInstalled)).Result.Should().Be(PackageFate.Updated);
}
