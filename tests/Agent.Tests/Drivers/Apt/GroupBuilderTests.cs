using KuPkg.Agent.Drivers.Apt.Fronting;
using KuPkg.Agent.Drivers.Apt.Sources;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Tests.Drivers.Apt;

/// <summary>Which mirrors stand in for each other.</summary>
public sealed class GroupBuilderTests
{
    private const string List = "http://a.example.org/d/\tpriority:2\nhttp://b.example.org/d\tpriority:1\nhttps://s.example.org/d/\nhttp://i.example.org/d/\ttype:index\n";

    [Fact]
    public void An_address_is_served_by_its_http_form_and_its_alternates_follow_it_whichever_form_they_are_given_for()
    {
        var built = Build(["https://Deb.example.org/debian", "http://other.example.org/"], ("http://deb.example.org/debian/", ["http://m1.example.net/debian", "https://joe:pw@m2.example.net/debian"]));
        Told(built).Should().Equal(
            "https://Deb.example.org/debian: http://deb.example.org/debian/ <- https://deb.example.org/debian/ http://m1.example.net/debian/ https://m2.example.net/debian/",
            "http://other.example.org/: http://other.example.org/ <- http://other.example.org/");
        built.Warnings.Should().BeEmpty();
        built.Drafts[0].Mirrors[2].UserInfo.Should().Be("joe:pw");
    }

    [Fact]
    public void The_same_address_twice_is_one_group_and_https_goes_first() =>
        Told(Build(["http://a.example.org/x", "https://a.example.org/x", "http://a.example.org/x/"])).Should().Equal(
            "https://a.example.org/x: http://a.example.org/x/ <- https://a.example.org/x/ http://a.example.org/x/");

    [Fact]
    public void A_mirror_list_is_one_group_but_for_entries_that_are_for_some_files_only() =>
        Told(Build(["mirror+file:/etc/x.list"])).Should().Equal(
            "mirror+file:/etc/x.list: http://b.example.org/d/ http://a.example.org/d/ <- http://b.example.org/d/ http://a.example.org/d/",
            "mirror+file:/etc/x.list: http://i.example.org/d/ <- http://i.example.org/d/");

    [Theory]
    [InlineData("file:/srv")]
    [InlineData("cdrom:[Debian]/")]
    [InlineData("copy:/srv")]
    [InlineData("tor+https://a.example.org/x")]
    [InlineData("ssh://a.example.org/x")]
    [InlineData("http://[::1]:8080/x")]
    [InlineData("mirror+file:/etc/absent.list")]
    public void What_only_apt_can_fetch_is_left_to_it(string address) => Build([address]).Drafts.Should().BeEmpty();

    [Fact]
    public void A_list_of_mirrors_that_apt_fetches_keeps_the_gateway_away()
    {
        var built = Build(["http://a.example.org/x", "mirror+http://a.example.org/list.txt"]);
        built.Drafts.Should().BeEmpty();
        built.Notes.Should().ContainSingle(n => n.Contains("mirror+http://a.example.org/list.txt"));
    }

    [Fact]
    public void Alternates_that_no_source_can_use_are_warned_of_without_their_password() =>
        Build(["http://a.example.org/x"], ("http://joe:s3cret@gone.example.org/x", ["http://m.example.net/"])).Warnings
            .Should().ContainSingle(w => w.Contains("http://joe:***@gone.example.org/x"));

    private static IEnumerable<string> Told(GroupBuilder built) => built.Drafts.Select(d => d.Build(static _ => true)).OfType<MirrorGroup>()
        .Select(g => $"{g.Name}: {string.Join(' ', g.ServedAs)} <- {string.Join(' ', g.Mirrors)}");

    private static GroupBuilder Build(string[] addresses, params (string Address, string[] Mirrors)[] alternates) => GroupBuilder.Build(
        [.. addresses.Select(a => new SourceAddress(a, 0))], static path => path == "/etc/x.list" ? List : null,
        alternates.ToDictionary(a => a.Address, a => (IReadOnlyList<string>)a.Mirrors));
}
