using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;

namespace KuPkg.Policy.Tests.Kill;

public sealed class StuckPutBackTests
{
    [Theory]
    [InlineData("2", PackageState.NeedsReinstall, true)]
    [InlineData("2", PackageState.HalfConfigured, true)]
    [InlineData("1", PackageState.Installed, false)]
    [InlineData("1", PackageState.HalfConfigured, false)]
    public void A_package_still_at_the_version_that_was_to_go_is_stuck(string version, PackageState state, bool isStuck)
    {
        var package = new PackageId("foo", "amd64");
        var now = new Inventory([new InstalledPackage(package, version, "foo", state, "")]);

        StuckPutBack.Of([new Change(package, "1", "2", "", false), new Change(new PackageId("gone", "all"), "1", "2", "", false)], now).Should().Equal(isStuck ? [package] : []);
    }
}
