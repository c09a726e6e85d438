using KuPkg.Policy.Hooks;

namespace KuPkg.Policy.Tests.Hooks;

public class RunPartsTests
{
    [Theory]
    [InlineData("10-drain")]
    [InlineData("Drain_2")]
    [InlineData("-")]
    [InlineData("0")]
    public void These_names_are_hooks(string name) => RunParts.Takes(name).Should().BeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("drain.sh")]
    [InlineData("10-drain~")]
    [InlineData("10-drain.bak")]
    [InlineData("10-drain.dpkg-old")]
    [InlineData(".hidden")]
    [InlineData("two words")]
    [InlineData("ümlaut")]
    [InlineData("10-drain\n")]
    [InlineData("a/b")]
    [InlineData("1٢")]
    public void These_names_are_not(string name) => RunParts.Takes(name).Should().BeFalse();

    [Fact]
    public void They_run_in_the_order_of_their_bytes() =>
        RunParts.InOrder(["b", "a", "2-a", "10-z", "B", "_", "-", "b~", "aa", "a-"]).Should().Equal("-", "10-z", "2-a", "B", "_", "a", "a-", "aa", "b");
}
