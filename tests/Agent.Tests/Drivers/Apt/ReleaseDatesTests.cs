using KuPkg.Agent.Drivers.Apt;

namespace KuPkg.Agent.Tests.Drivers.Apt;

public class ReleaseDatesTests
{
    [Theory]
    [InlineData("Origin: Debian|Date: Sat, 09 Nov 2024 10:09:49 UTC|SHA256:", "2024-11-09 10:09:49")]
    [InlineData("Codename: stable|Date: Sat, 21 Nov 2026 18:32:45 +0000|MD5Sum:", "2026-11-21 18:32:45")]
    [InlineData("Date: Fri, 01 Jan 2038 00:00:00 GMT", "2038-01-01 00:00:00")]
    [InlineData("Origin: Debian|SHA256:|Date: Sat, 09 Nov 2024 10:09:49 UTC", null)]
    [InlineData("Date: soon", null)]
    [InlineData("", null)]
    public void The_date_is_among_the_first_lines(string lines, string? expected) =>
        (ReleaseDates.Of(lines.Split('|'))?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)).Should().Be(expected);

    [Fact]
    public void A_list_without_a_date_says_nothing() => ReleaseDates.Of(["Origin: x", "SHA256:"]).Should().BeNull();
}
