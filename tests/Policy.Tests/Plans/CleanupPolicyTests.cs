using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Plans;

public sealed class CleanupPolicyTests
{
    private static readonly UnusedPackage[] Unused = [Of("libold1", "1.0"), Of("linux-image-6.1.0-10-amd64", "6.1.10-1"), Of("linux-headers-6.1.0-10-amd64", "6.1.10-1"), Of("linux-image-6.1.0-30-amd64", "6.1.30-1")];

    private static readonly Inventory Installed = new(
        Unused.Append(Of("linux-image-amd64", "6.1.99")).Select(static u => new InstalledPackage(u.Package, u.Version, u.Package.Name, PackageState.Installed, "install ok installed")));

    [Theory]
    [InlineData(Autoremove.Off, "", "")]
    [InlineData(Autoremove.Kernels, "", "linux-image-6.1.0-10-amd64 linux-headers-6.1.0-10-amd64")]
    [InlineData(Autoremove.Kernels, "6.1.0-10-amd64", "")]
    [InlineData(Autoremove.Unused, "", "libold1 linux-image-6.1.0-10-amd64 linux-headers-6.1.0-10-amd64")]
    [InlineData(Autoremove.Unused, "6.1.0-10-amd64", "libold1")]
    public void The_running_kernel_and_the_newest_stay_whatever_is_allowed(Autoremove allowed, string running, string removed) =>
        Removable(new PackageSettings { Autoremove = allowed }, running).Should().Be(removed);

    [Fact]
    public void What_is_never_changed_is_not_removed_either() =>
        Removable(new PackageSettings { Autoremove = Autoremove.Unused, Never = ["linux-*"] }, "").Should().Be("libold1");

    [Theory]
    [InlineData("linux-image-6.1.0-10-amd64", true)]
    [InlineData("linux-modules-extra-5.15.0-91-generic", true)]
    [InlineData("linux-image-amd64", false)]
    [InlineData("linux-image-", false)]
    [InlineData("linux-libc-dev", false)]
    [InlineData("linux-headers-generic", false)]
    public void A_kernel_is_known_by_the_number_in_its_name(string name, bool isKernel) => CleanupPolicy.IsVersionedKernel(name).Should().Be(isKernel);

    [Fact]
    public void A_removal_that_would_do_more_is_refused()
    {
        UnusedPackage[] wanted = [Of("a", "1")];
        var gone = new Change(new PackageId("a", ""), "1", null, "", IsSecurity: false);
        CleanupPolicy.Refusal(wanted, [gone], []).Should().BeNull();
        CleanupPolicy.Refusal(wanted, [gone, gone with { Package = new PackageId("b", "") }], []).Should().Be("it would remove b 1 too");
        CleanupPolicy.Refusal(wanted, [gone], [gone with { Package = new PackageId("c", ""), To = "2" }]).Should().Be("it would change c 1 → 2");
    }

    private static string Removable(PackageSettings settings, string running) =>
        string.Join(' ', CleanupPolicy.Removable(Unused, settings, running, Installed, StringComparer.Ordinal).Select(static u => u.Package.Name));

    private static UnusedPackage Of(string name, string version) => new(new PackageId(name, "amd64"), version);
}
