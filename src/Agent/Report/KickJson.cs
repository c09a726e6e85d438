using System.Text.Json;
using KuPkg.Policy.Gates;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg check --kick --json</c>.</summary>
internal static class KickJson
{
    public static void Write(TextWriter writer, IReadOnlyList<KickedService> services) => writer.WriteLine(JsonSerializer.Serialize(
        new KickDocument(!services.Any(static s => s.IsIll), [.. services.Select(static s => new KickRow(
            s.Contract.Name, !s.IsIll, Act(s.Decision), KickScreen.WhyOf(s.Decision), s.IsHealed, s.Text, s.Steps, [.. s.Checks.Select(CheckJson.RowOf)]))]),
        Json.Indented.KickDocument));

    private static string Act(KickDecision decision) => decision switch
    {
        KickDecision.Healthy => "none",
        KickDecision.Start => "start",
        KickDecision.Restart => "restart",
        KickDecision.ReportOnly => "report",
        _ => "left-alone",
    };
}

internal sealed record KickDocument(bool Healthy, IReadOnlyList<KickRow> Services);

internal sealed record KickRow(string Service, bool Healthy, string Act, string Why, bool Healed, string Text, IReadOnlyList<string> Steps, IReadOnlyList<CheckRow> Checks);
