using FsCheck;
using FsCheck.Fluent;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Policy.Tests.Mirrors;

public class RuleTests
{
    private static readonly DateTimeOffset T = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(100L, 100L, "\"a\"", "\"a\"", 0, false, true)]
    [InlineData(100L, 100L, "W/\"a\"", "W/\"a\"", null, false, false)]
    [InlineData(100L, 100L, "\"a\"", "\"b\"", 0, false, true)]
    [InlineData(100L, 100L, "\"a\"", "\"b\"", 5, false, false)]
    [InlineData(100L, 100L, "\"a\"", "\"b\"", 5, true, true)]
    [InlineData(100L, 101L, "\"a\"", "\"a\"", 0, true, false)]
    [InlineData(null, null, "\"a\"", "\"a\"", 0, true, false)]
    [InlineData(100L, 100L, null, null, null, false, false)]
    public void Only_one_version_of_a_file_is_put_together(long? a, long? b, string? tagA, string? tagB, int? apart, bool isImmutable, bool may) =>
        new FileVersion(a, tagA, apart is null ? null : T).MayJoin(new FileVersion(b, tagB, apart is { } s ? T.AddSeconds(s) : null), isImmutable).Should().Be(may);

    [Theory]
    [InlineData("dists/stable/InRelease", false, null, "dists/stable/")]
    [InlineData("dists/stable/updates/Release.gpg", false, null, "dists/stable/updates/")]
    [InlineData("Release", false, null, "")]
    [InlineData("dists/stable/main/binary-amd64/Packages.xz", false, null, null)]
    [InlineData("dists/stable/main/binary-amd64/by-hash/MD5Sum/D41D8CD98F00B204E9800998ECF8427E", true, "MD5Sum:d41d8cd98f00b204e9800998ecf8427e", null)]
    [InlineData("dists/stable/main/binary-amd64/by-hash/SHA256/d41d", true, null, null)]
    [InlineData("dists/stable/main/by-hash/SHA3/d41d8cd98f00b204e9800998ecf8427e", true, null, null)]
    [InlineData("pool/main/f/foo.deb", true, null, null)]
    [InlineData("ubuntu/pool/main/f/foo.deb", true, null, null)]
    [InlineData("whirlpool/foo.deb", false, null, null)]
    public void The_name_of_a_file_tells_whether_it_may_change(string path, bool isImmutable, string? hash, string? suite) =>
        FileNature.Of(path).Should().Be(new FileNature(isImmutable, hash, suite));

    [Theory]
    [InlineData("2026-01-01", "2026-01-01", null, false)]
    [InlineData("2026-01-01", "2026-01-02", null, true)]
    [InlineData("2026-01-02", "2026-01-01", null, false)]
    [InlineData("2026-01-02", null, "2026-11-20", true)]
    [InlineData("2026-01-02", null, "2026-11-22", false)]
    public void A_release_is_stale_when_it_is_older_than_known_or_expired(string date, string? known, string? until, bool isStale)
    {
        static DateTimeOffset Day(string day) => DateTimeOffset.Parse(day + "T00:00Z");
        static string Field(string day) => Day(day).ToString("r").Replace("GMT", "UTC", StringComparison.Ordinal);
        var text = $"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nOrigin: Example\nDate: {Field(date)}\n{(until is null ? "" : $"Valid-Until: {Field(until)}\n")}MD5Sum:\n x\nDate: {Field("2000-01-01")}\n";

        ReleaseStamp.Parse(text).IsStale(known is null ? null : Day(known), T).Should().Be(isStale);
    }

    [Fact]
    public void A_text_that_is_no_release_has_no_dates_and_is_not_stale()
    {
        ReleaseStamp.Parse("<html>Date: x").Should().Be(new ReleaseStamp(null, null));
        ReleaseStamp.Parse("Date: tomorrow").IsStale(T, T).Should().BeFalse();
        ReleaseStamp.Parse("Date: Fri,  2 Jan 2026 03:04:05 UTC").Date.Should().Be(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("http://a.example/x", "/y", "http://a.example/y")]
    [InlineData("http://a.example/x", "https://b.example/y", "https://b.example/y")]
    [InlineData("https://a.example/x", "https://b.example/y", "https://b.example/y")]
    [InlineData("https://a.example/x", "http://a.example/x", null)]
    [InlineData("http://a.example/x", "http://a.example/x", null)]
    [InlineData("http://a.example/x", "ftp://a.example/x", null)]
    [InlineData("http://a.example/x", "file:///etc/passwd", null)]
    [InlineData("http://a.example/x", "http://me:pw@b.example/y", null)]
    [InlineData("http://a.example/x", null, null)]
    public void Redirects_lead_to_http_and_https_only_and_never_down_or_round(string from, string? location, string? to) =>
        RedirectPolicy.Follow([new Uri(from)], location is null ? null : new Uri(location, UriKind.RelativeOrAbsolute)).Should().Be(to is null ? null : new Uri(to));

    [Fact]
    public void At_most_five_redirects_are_followed()
    {
        var asked = new List<Uri> { new("http://a.example/0") };
        while (RedirectPolicy.Follow(asked, new Uri($"/{asked.Count}", UriKind.Relative)) is { } next)
            asked.Add(next);
        asked.Should().HaveCount(1 + RedirectPolicy.Most);
    }

    [Theory]
    [InlineData("http://Deb.Example.org:80/debian/pool/a+b%2b~1.deb", "http://deb.example.org/debian/pool/a+b%2b~1.deb")]
    [InlineData("HTTP://deb.example.org:8080/x", "http://deb.example.org:8080/x")]
    [InlineData("http://deb.example.org/foo_1%253a2_all.deb", "http://deb.example.org/foo_1%253a2_all.deb")]
    [InlineData("https://deb.example.org/x", null)]
    [InlineData("http://me@deb.example.org/x", null)]
    [InlineData("http://deb.example.org", null)]
    [InlineData("http:///x", null)]
    [InlineData("http://deb.example.org/a/../b", null)]
    [InlineData("http://deb.example.org/a/..", null)]
    [InlineData("http://deb.example.org/a/./b", null)]
    [InlineData("http://deb.example.org/a%2Fb", null)]
    [InlineData("http://deb.example.org/%2E%2e/b", null)]
    [InlineData("http://deb.example.org/%252e%252e/b", null)]
    [InlineData("http://deb.example.org/a\\b", null)]
    [InlineData("http://deb.example.org/a b", null)]
    [InlineData("http://deb.example.org/a%00", null)]
    [InlineData("http://deb.example.org/a?b", null)]
    [InlineData("http://deb.example.org/a#b", null)]
    [InlineData("/x", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Targets_with_which_another_path_could_be_meant_are_refused(string? text, string? address) =>
        (RequestTarget.Parse(text)?.Address).Should().Be(address);

    [Fact]
    public void No_target_leads_out_of_its_base() => Prop.ForAll(
        Gen.Elements("a", "..", ".", "%2e", "%2E%2e", "/", "//", "%2f", "\\", "@", ":", "?", "%252e", "http://").ListOf().Select(string.Concat).ToArbitrary(),
        static text => RequestTarget.Parse("http://deb.example.org/debian/" + text)?.Below("http://deb.example.org/debian/") is not { } path
            || new Uri(new Uri("http://mirror.example.net/base/"), "./" + path).AbsolutePath.StartsWith("/base/", StringComparison.Ordinal)).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Theory]
    [InlineData(0, 7, true)]
    [InlineData(0, 8, false)]
    [InlineData(19, 8, false)]
    [InlineData(20, 8, true)]
    public void Second_requests_are_capped(int requests, int hedges, bool may) => HedgePolicy.MayHedge(requests, hedges).Should().Be(may);
}
