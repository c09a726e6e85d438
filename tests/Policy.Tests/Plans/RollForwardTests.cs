using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;

namespace KuPkg.Policy.Tests.Plans;

public sealed class RollForwardTests
{
    [Theory]
    [InlineData("2.4-3", "2.4-2", "2.4-3A~really2.4.2")]
    [InlineData("1:2.4-3", "1:2.3-1", "1:2.4-3A~really2.3.1")]
    [InlineData("1:2.4-3", "2.3-1~deb12u1", "1:2.4-3A~really2.3.1~deb12u1")]
    [InlineData("2.0", "1.2.3-4-5", "2.0A~really1.2.3.4.5")]
    public void The_version_is_made_of_both(string bad, string old, string expected) => RollForward.VersionOf(bad, old).Should().Be(expected);

    [Fact]
    public void A_host_that_was_put_back_gives_what_it_has() =>
        Choose("foo", null, Facts("foo", "1", "2", "1")).Chosen.Should().Equal(new RollForwardPackage(Id("foo"), "2", "1", "2A~really1"));

    [Fact]
    public void A_host_that_has_the_bad_version_gives_what_was_there_before() =>
        Choose("foo", null, Facts("foo", "2", "2", "1")).Chosen.Should().Equal(new RollForwardPackage(Id("foo"), "2", "1", "2A~really1"));

    [Fact]
    public void What_the_person_says_goes_for_the_siblings_in_the_same_version_only()
    {
        var chosen = Choose("foo", "0", Facts("foo", "2", "2", "1"), Facts("foo-data", "2", "2", null), Facts("foo-tools", "12", "12", "11")).Chosen;

        chosen.Select(c => (c.Package.Name, c.Content)).Should().Equal(("foo", "0"), ("foo-data", "0"), ("foo-tools", "11"));
    }

    [Fact]
    public void Half_a_set_is_none()
    {
        var (chosen, why) = Choose("foo", null, Facts("foo", "2", "2", "1"), Facts("foo-data", "2", "2", null));

        chosen.Should().BeEmpty();
        why.Should().ContainSingle().Which.Should().Contain("foo-data").And.Contain("--to VERSION");
    }

    [Theory]
    [InlineData("2")]
    [InlineData("3")]
    public void What_is_not_below_the_bad_version_is_no_rollback(string to) =>
        Choose("foo", to, Facts("foo", "2", "2", "1")).Why.Should().ContainSingle().Which.Should().Contain($"foo {to} is not below 2");

    private static (IReadOnlyList<RollForwardPackage> Chosen, IReadOnlyList<string> Why) Choose(string name, string? to, params RollForwardFacts[] set) =>
        (RollForward.Choose(name, to, set, StringComparer.Ordinal, out var why), why);

    private static RollForwardFacts Facts(string name, string installed, string highest, string? before) => new(Id(name), installed, highest, before);

    private static PackageId Id(string name) => new(name, "amd64");
}
