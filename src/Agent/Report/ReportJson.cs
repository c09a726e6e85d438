using System.Text.Json;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Notices;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg report RUN --json</c>, and <c>kupkg run --json</c> at its end.</summary>
internal static class ReportJson
{
    public static void Write(TextWriter writer, PastRun run, IReadOnlyList<RunEvent> events, IReadOnlyList<MirrorTally> mirrors, ToldNotice? notice) =>
        writer.WriteLine(JsonSerializer.Serialize(ToDocument(run, events, mirrors, notice), Json.Indented.ReportDocument));

    /// <summary>The whole document.</summary>
    public static ReportDocument ToDocument(PastRun run, IReadOnlyList<RunEvent> events, IReadOnlyList<MirrorTally> mirrors, ToldNotice? notice)
    {
        var (start, record) = (run.Start, run.Record);
        return new ReportDocument
        {
            Run = start.RunId,
            Host = start.Host,
            Manager = start.Manager,
            Track = start.Track,
            Why = start.Why,
            Version = start.Version,
            StartedAt = Json.Time(start.At),
            EndedAt = record is null ? null : Json.Time(record.EndedAt),
            TookSeconds = record is null ? null : Math.Round(record.Took.TotalSeconds, 3),
            Outcome = record?.Outcome.Word(),
            ExitCode = record?.ExitCode,
            Summary = record?.Summary ?? "",
            Interrupted = run.Interrupted,
            FetchedBytes = record?.FetchedBytes ?? 0,
            Packages = [.. (record?.Packages ?? []).Select(PackageDocument.Of)],
            Services = [.. (record?.Services ?? []).Select(static s => new ServiceRow(s.Service, s.IsWritten, s.Result.Word(), s.Text, s.FreedBy))],
            Mirrors = [.. mirrors.Select(MirrorsJson.ToDocument)],
            Events = [.. events.Select(EventDocument.Of)],
            NeedsPerson = record?.NeedsPerson ?? [],
            Warnings = record?.Warnings ?? [],
            Notice = notice is null ? null : new NoticeRow(notice.Occasion.Word(), Json.Time(notice.At), notice.IsDelivered, notice.Result),
        };
    }
}

internal sealed record ReportDocument
{
    public required long Run { get; init; }
    public required string Host { get; init; }
    public required string Manager { get; init; }
    public required string Track { get; init; }
    public required string Why { get; init; }
    public required string Version { get; init; }
    public required string StartedAt { get; init; }
    public required string? EndedAt { get; init; }
    public required double? TookSeconds { get; init; }
    public required string? Outcome { get; init; }
    public required int? ExitCode { get; init; }
    public required string Summary { get; init; }
    public required string? Interrupted { get; init; }
    public required long FetchedBytes { get; init; }
    public required IReadOnlyList<PackageDocument> Packages { get; init; }
    public required IReadOnlyList<ServiceRow> Services { get; init; }
    public required IReadOnlyList<RunMirrorDocument> Mirrors { get; init; }
    public required IReadOnlyList<EventDocument> Events { get; init; }
    public required IReadOnlyList<string> NeedsPerson { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }
    public required NoticeRow? Notice { get; init; }
}

internal sealed record NoticeRow(string Occasion, string At, bool Delivered, string Result);

/// <summary>What became of a service: <c>healthy</c>, <c>ill-before</c>, <c>ill</c>, <c>put-back</c>, <c>needs-reboot</c>, <c>by-hand</c>, <c>left-alone</c>.</summary>
internal sealed record ServiceRow(string Service, bool Written, string Result, string Text, string FreedBy);

internal sealed record PackageDocument(
    string Name, string Architecture, string? From, string? To, bool Security, string Result, string? Installed, string Cause, string FreedBy)
{
    public static PackageDocument Of(PackageResult package) => new(
        package.Change.Package.Name, package.Change.Package.Architecture, package.Change.From, package.Change.To, package.Change.IsSecurity,
        package.Result.Word(), package.Installed, package.Cause, package.FreedBy);
}
