using System.Text.Json;
using KuPkg.Agent.Report;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Tests.Report;

/// <summary><c>kupkg history --services</c>.</summary>
public class ServiceActsTests
{
    private static readonly ServiceAct[] Acts =
    [
        new(new DateTimeOffset(2026, 11, 12, 2, 46, 0, TimeSpan.Zero), "check --kick", "foo", "restart", "tcp 127.0.0.1:7000: no answer within 5 s", IsSuccess: true, "healthy again"),
        new(new DateTimeOffset(2026, 11, 12, 2, 40, 0, TimeSpan.Zero), "zombies --clean", "worker", "nudge", "5 defunct children", IsSuccess: false, "5 are still there"),
    ];

    [Fact]
    public void One_line_each_with_why_and_what_came_of_it()
    {
        using var writer = new StringWriter();
        ServiceActs.Write(writer, Terminal.None, Acts, TimeZoneInfo.Utc);

        writer.ToString().Split('\n').Skip(1).Should().StartWith(
        [
            "2026-11-12 02:46  check --kick     foo                   restart     tcp 127.0.0.1:7000: no answer within 5 s: healthy again",
            "2026-11-12 02:40  zombies --clean  worker                nudge       5 defunct children: 5 are still there",
        ]);
    }

    [Fact]
    public void None_is_said()
    {
        using var writer = new StringWriter();
        ServiceActs.Write(writer, Terminal.None, [], TimeZoneInfo.Utc);
        writer.ToString().Should().StartWith("nothing was done to a service");
    }

    [Fact]
    public void The_document_says_the_same()
    {
        using var writer = new StringWriter();
        ServiceActs.WriteJson(writer, "web-17", Acts);
        var acts = JsonDocument.Parse(writer.ToString()).RootElement.GetProperty("acts");
        acts.GetArrayLength().Should().Be(2);
        acts[1].GetProperty("isSuccess").GetBoolean().Should().BeFalse();
    }
}
