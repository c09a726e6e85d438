using KuPkg.Policy.Mirrors;

namespace KuPkg.Policy.Tests.Mirrors;

/// <summary>Times of Release files, as the tools that make repositories write them.</summary>
public class ReleaseTimeTests
{
    [Theory]
    [InlineData("Sat, 09 Nov 2024 10:09:49 UTC", "2024-11-09 10:09:49")]
    [InlineData("Sat, 21 Nov 2026 18:32:45 +0000", "2026-11-21 18:32:45")]
    [InlineData(" Sat, 21 Nov 2026 18:32:45 GMT ", "2026-11-21 18:32:45")]
    [InlineData("Fri,  2 Jan 2026 3:04:05 Z", "2026-01-02 03:04:05")]
    [InlineData("Sat, 21 Nov 2026 18:32:45 +0100", null)]
    [InlineData("Sat, 21 Nov 2026 18:32:45", null)]
    [InlineData("tomorrow UTC", null)]
    [InlineData("", null)]
    public void They_are_of_UTC_by_whichever_name(string text, string? expected) =>
        (ReleaseTime.Parse(text)?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)).Should().Be(expected);
}
