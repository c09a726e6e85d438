using System.Text.Json;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg history --json</c>.</summary>
internal static class HistoryJson
{
    public static void Write(TextWriter writer, string host, IReadOnlyList<PastRun> runs) => writer.WriteLine(
        JsonSerializer.Serialize(new HistoryDocument(host, [.. runs.Select(run => RunSummary.Of(run)!)]), Json.Indented.HistoryDocument));
}

internal sealed record HistoryDocument(string Host, IReadOnlyList<RunSummary> Runs);
