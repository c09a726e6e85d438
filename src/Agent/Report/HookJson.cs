using System.Text.Json;
using KuPkg.Policy.Hooks;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary>The document that a hook reads on standard input.</summary>
internal static class HookJson
{
    /// <param name="output">Where to.</param>
    /// <param name="facts">What the hook is told.</param>
    /// <param name="report">The report of the run; null: it has not ended.</param>
    public static void Write(Stream output, HookFacts facts, ReportDocument? report) =>
        JsonSerializer.Serialize(output, ToDocument(facts, report), Json.Indented.HookDocument);

    private static HookDocument ToDocument(HookFacts facts, ReportDocument? report)
    {
        var (start, story) = (facts.Start, facts.Story);
        return new HookDocument
        {
            Hook = facts.Point.Word(),
            Run = start.RunId,
            Host = start.Host,
            Manager = start.Manager,
            Track = start.Track,
            Why = start.Why,
            Version = start.Version,
            StartedAt = Json.Time(start.At),
            Changes = facts.Changes is null ? null : [.. facts.Changes.Select(ChangeRow.Of)],
            Outcome = story?.Outcome.Word(),
            ExitCode = story?.ExitCode,
            Summary = story?.Summary,
            Packages = story is null ? null : [.. story.Packages.Select(PackageDocument.Of)],
            NeedsPerson = story?.NeedsPerson,
            Warnings = story?.Warnings,
            Report = report,
        };
    }
}

/// <summary>What is not known at that point of the run is null.</summary>
internal sealed record HookDocument
{
    public required string Hook { get; init; }
    public required long Run { get; init; }
    public required string Host { get; init; }
    public required string Manager { get; init; }
    public required string Track { get; init; }
    public required string Why { get; init; }
    public required string Version { get; init; }
    public required string StartedAt { get; init; }
    public required IReadOnlyList<ChangeRow>? Changes { get; init; }
    public required string? Outcome { get; init; }
    public required int? ExitCode { get; init; }
    public required string? Summary { get; init; }
    public required IReadOnlyList<PackageDocument>? Packages { get; init; }
    public required IReadOnlyList<string>? NeedsPerson { get; init; }
    public required IReadOnlyList<string>? Warnings { get; init; }
    public required ReportDocument? Report { get; init; }
}
