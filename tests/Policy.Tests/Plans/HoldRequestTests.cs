using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;

namespace KuPkg.Policy.Tests.Plans;

public sealed class HoldRequestTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 12, 3, 0, 0, TimeSpan.Zero);

    private static readonly PackageId Foo = new("foo", "amd64");

    [Theory]
    [InlineData(null, "2", null, "2")]
    [InlineData(null, "2", "1.5", "2")]
    [InlineData(null, "1", "2", "2")]
    [InlineData("3", "2", null, "3")]
    [InlineData("0.9", "2", null, "0.9")]
    [InlineData(null, "1", null, null)]
    [InlineData(null, null, null, null)]
    [InlineData("1", "2", null, null)]
    public void The_version_that_would_come_is_held_unless_another_is_named(string? named, string? candidate, string? heldNow, string? expected)
    {
        Hold[] holds = heldNow is null ? [] : [new Hold(Foo, heldNow, "x", 0, Now)];

        var answer = HoldRequest.Answer("foo", named, Have("foo"), candidate, holds, StringComparer.Ordinal);

        (answer is HoldAnswer.Hold hold ? hold.Version : null).Should().Be(expected, "{0}", answer);
    }

    [Fact]
    public void A_package_that_is_not_there_cannot_be_held() =>
        HoldRequest.Answer("bar", null, Have("foo"), "2", [], StringComparer.Ordinal).Should().BeOfType<HoldAnswer.Refused>().Which.Why.Should().Contain("bar is not installed here");

    [Theory]
    [InlineData("2026-12-01", "2026-12-01T00:00:00+01:00")]
    [InlineData("2026-12-01 14:30", "2026-12-01T14:30:00+01:00")]
    [InlineData("2026-12-01T14:30", "2026-12-01T14:30:00+01:00")]
    [InlineData("2027-07-01", "2027-07-01T00:00:00+02:00")]
    [InlineData("2027-03-28 02:30", "2027-03-28T03:00:00+02:00")]
    [InlineData("2026-11-12", null)]
    [InlineData("2020-01-01", null)]
    [InlineData("tomorrow", null)]
    [InlineData("2026-13-01", null)]
    [InlineData("", null)]
    public void A_date_is_its_first_moment_in_the_hosts_zone(string text, string? expected) =>
        HoldRequest.Until(text, null, Now, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).Should().Be(expected is null ? null : DateTimeOffset.Parse(expected, null));

    [Fact]
    public void A_span_counts_from_now_and_an_endless_one_is_none()
    {
        HoldRequest.Until("7d", TimeSpan.FromDays(7), Now, TimeZoneInfo.Utc).Should().Be(Now.AddDays(7));
        HoldRequest.Until("0s", TimeSpan.Zero, Now, TimeZoneInfo.Utc).Should().BeNull();
        HoldRequest.Until("x", TimeSpan.MaxValue, Now, TimeZoneInfo.Utc).Should().BeNull();
    }

    [Fact]
    public void A_hold_is_over_at_its_time_and_not_before()
    {
        var hold = new Hold(Foo, "2", "x", 0, Now) { Until = Now.AddDays(1) };

        hold.IsOverAt(Now.AddDays(1).AddTicks(-1)).Should().BeFalse();
        hold.IsOverAt(Now.AddDays(1)).Should().BeTrue();
        (hold with { Until = null }).IsOverAt(DateTimeOffset.MaxValue).Should().BeFalse();
    }

    private static Inventory Have(string name) => new([new InstalledPackage(new PackageId(name, "amd64"), "1", name, PackageState.Installed, "install ok installed")]);
}
