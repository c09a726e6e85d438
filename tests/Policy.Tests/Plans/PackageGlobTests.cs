using FsCheck;
using FsCheck.Fluent;
using KuPkg.Policy.Plans;

namespace KuPkg.Policy.Tests.Plans;

public sealed class PackageGlobTests
{
    [Theory]
    [InlineData("linux-image-*", "linux-image-6.1.0-31-amd64", true)]
    [InlineData("linux-image-*", "linux-headers-6.1.0-31-amd64", false)]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("lib?oo", "libfoo", true)]
    [InlineData("lib?oo", "liboo", false)]
    [InlineData("a*b*c", "aXbYbc", true)]
    [InlineData("a*b*c", "aXbYb", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[!a-c]x", "bx", false)]
    [InlineData("[!a-c]x", "dx", true)]
    [InlineData("[]]x", "]x", true)]
    [InlineData("[a", "[a", true)]
    [InlineData("foo", "foobar", false)]
    [InlineData("g++-*", "g++-12", true)]
    [InlineData("Foo", "foo", false)]
    public void Names_are_matched_whole(string glob, string name, bool matches) => PackageGlob.Matches(glob, name).Should().Be(matches);

    [Fact]
    public void Many_stars_take_no_time_to_fail()
    {
        var glob = string.Concat(Enumerable.Repeat("a*", 40)) + "b";

        PackageGlob.Matches(glob, new string('a', 4000)).Should().BeFalse();
    }

    [Fact]
    public void A_name_with_a_star_for_any_part_of_it_matches() =>
        Prop.ForAll(Gen.Choose(0, 20).Two().ToArbitrary(), pair =>
        {
            const string Name = "libsomething-perl1.2";
            var (from, to) = (Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2));
            return PackageGlob.Matches($"{Name[..from]}*{Name[to..]}", Name);
        }).QuickCheckThrowOnFailure();
}
