using System.Text.Json;
using KuPkg.Policy.Rehearsals;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg rehearse --json</c>, and how one process of a rehearsal tells another what it saw.</summary>
internal static class RehearsalJson
{
    /// <summary>The whole of it.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<RehearsalRecord> records) => writer.WriteLine(JsonSerializer.Serialize(
        new RehearsalsDocument(records.All(static r => Promise.Broken(r).Count == 0), [.. records.Select(ToDocument)]), Json.Indented.RehearsalsDocument));

    /// <summary>One.</summary>
    public static void WriteOne(TextWriter writer, RehearsalRecord record) => writer.WriteLine(JsonSerializer.Serialize(ToDocument(record), Json.Indented.RehearsalDocument));

    /// <summary>Reads what <see cref="WriteOne"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static RehearsalRecord ReadOne(string text)
    {
        var document = JsonSerializer.Deserialize(text, Json.Indented.RehearsalDocument) ?? throw new JsonException("no document");
        return new RehearsalRecord
        {
            Fault = RehearsalFaults.Find(document.Fault) ?? throw new JsonException($"no such fault: {document.Fault}"),
            Calm = TimeSpan.FromSeconds(document.CalmSeconds),
            WithFault = TimeSpan.FromSeconds(document.WithFaultSeconds),
            ExitCode = document.ExitCode,
            Packages = [.. document.Packages.Select(static p => new RehearsedPackage(p.Name, p.Before, p.Offered, p.Now, p.IsWhole, p.Cause))],
            Findings = document.Findings,
            Timeline = document.Timeline,
            SetAside = document.SetAside,
        };
    }

    private static RehearsalDocument ToDocument(RehearsalRecord record) => new(
        record.Fault.Word(), record.Fault.Sentence(), Promise.Broken(record).Count == 0, Promise.Broken(record), Seconds(record.Calm), Seconds(record.WithFault), Seconds(record.Cost), record.ExitCode,
        [.. record.Packages.Select(static p => new RehearsedPackageDocument(p.Name, p.Before, p.Offered, p.Now, p.IsWhole, p.Cause))], record.Findings, record.SetAside, record.Timeline);

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}

internal sealed record RehearsalsDocument(bool AsPromised, IReadOnlyList<RehearsalDocument> Rehearsals);

internal sealed record RehearsalDocument(
    string Fault, string Sentence, bool AsPromised, IReadOnlyList<string> Broken, double CalmSeconds, double WithFaultSeconds, double CostSeconds, int? ExitCode,
    IReadOnlyList<RehearsedPackageDocument> Packages, IReadOnlyList<string> Findings, IReadOnlyList<string> SetAside, IReadOnlyList<string> Timeline);

internal sealed record RehearsedPackageDocument(string Name, string Before, string Offered, string Now, bool IsWhole, string Cause);
