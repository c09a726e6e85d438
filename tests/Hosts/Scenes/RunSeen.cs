using System.Text.Json;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Hosts;

namespace KuPkg.Hosts.Scenes;

/// <summary>A finished run as an operator sees it: exit code and output, status and report.</summary>
/// <param name="Result">The command's end.</param>
/// <param name="StatusCode">The exit code of <c>kupkg status</c>.</param>
/// <param name="Status"><c>kupkg status --json</c>.</param>
/// <param name="Report"><c>kupkg report RUN --json</c>; undefined when there was no run.</param>
/// <param name="Told">The report as an operator reads it, for the messages of failed assertions.</param>
/// <param name="LeftOver">Processes that were not there before the run and are still there.</param>
public sealed record RunSeen(CommandResult Result, int StatusCode, JsonElement Status, JsonElement Report, string Told, IReadOnlyList<HostProcess> LeftOver)
{
    public string Outcome => Text(Report, "outcome");

    public string State => Text(Status, "state");

    /// <summary>The versions that status calls held, as <c>package version</c>.</summary>
    public IReadOnlyList<string> Held => [.. Status.GetProperty("held").EnumerateArray().Select(h => $"{Text(h, "package")} {Text(h, "version")}")];

    /// <summary>The warnings of the report.</summary>
    public IReadOnlyList<string> Warnings => [.. Report.GetProperty("warnings").EnumerateArray().Select(w => w.GetString() ?? "")];

    /// <summary>The report's events of one kind, each as its JSON text.</summary>
    public IReadOnlyList<string> Events(string kind) =>
        [.. Report.GetProperty("events").EnumerateArray().Where(e => Text(e, "kind") == kind).Select(e => e.GetRawText())];

    /// <summary>What the report says became of a package: <c>updated</c>, <c>put-back</c>, …; empty when it does not name it.</summary>
    public string Fate(string package) => Report.GetProperty("packages").EnumerateArray()
        .Where(p => Text(p, "name") == package).Select(p => Text(p, "result")).FirstOrDefault() ?? "";

    /// <summary>Exit code, outcome, and that nothing of the run is left: said once for all tests.</summary>
    public void ShouldHaveEnded(int exitCode, string outcome)
    {
        Result.ExitCode.Should().Be(exitCode, "{0}", this);
        Outcome.Should().Be(outcome, "{0}", this);
        Report.GetProperty("exitCode").GetInt32().Should().Be(exitCode, "the report and the command say the same");
        LeftOver.Should().BeEmpty("no process of a run is left behind: {0}", this);
    }

    public override string ToString() =>
        $"{Result}\nstatus {StatusCode}, {State}; left over: {string.Join(", ", LeftOver)}\n{(Told.Length <= 12000 ? Told : Told[..8000] + "\n…\n" + Told[^4000..])}";

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value.ToString() : "";
}
