using System.Text.Json;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg status --json</c>.</summary>
internal static class StatusJson
{
    public static void Write(TextWriter writer, HostStatus status) => writer.WriteLine(JsonSerializer.Serialize(ToDocument(status), Json.Indented.StatusDocument));

    private static StatusDocument ToDocument(HostStatus status) => new()
    {
        Host = status.Host,
        Track = status.Track,
        Manager = status.Manager,
        State = Word(status.State),
        ExitCode = status.ExitCode,
        Headline = status.Headline,
        LastRun = RunSummary.Of(status.LastRun),
        LastSuccess = RunSummary.Of(status.LastSuccess),
        NextRun = status.NextRuns is [var next, ..] ? Json.Time(next.At) : null,
        NextRuns = [.. status.NextRuns.Select(static n => new NextRunRow(Json.Time(n.At), n.Scope.ToString().ToLowerInvariant(), n.Why))],
        OtherUpdaters = [.. status.OtherUpdaters.Select(static u => u.Name)],
        HeldServices = [.. status.HeldServices.Select(static h => new HeldServiceRow(h.Service, h.Reason, h.File))],
        Paused = [.. status.Paused.Select(static p => new PausedRow(p.Name, Json.Time(p.Until), p.Failures))],
        Held = [.. status.Held.Select(static h => HeldDocument.Of(h.Hold, h.FreedBy))],
        Services = [.. status.Services.Select(static s => new ServiceStateRow(s.Record.Service, s.Record.IsWritten, s.Record.Result.Word(), s.Record.Text, s.Record.FreedBy, s.RunId, Json.Time(s.At)))],
        PutBacks = new PutBacksDocument(status.PutBacks.Done, status.PutBacks.Failed),
        NeedsPerson = status.NeedsPerson,
        Warnings = status.Warnings,
        Reboot = status.Reboot,
        Running = status.Running is { } r
            ? new RunningDocument(r.Run, r.Pid, Json.Time(r.Since), r.Step, r.StepSince is { } s ? Json.Time(s) : null, r.Package, r.Verdict, r.Evidence, r.Percent)
            : null,
    };

    /// <summary>The state as scripts read it.</summary>
    public static string Word(HostState state) => state switch
    {
        HostState.Ok => "ok",
        HostState.Attention => "attention",
        HostState.Stale => "stale",
        HostState.NeedsYou => "needs-you",
        HostState.Quarantined => "quarantined",
        _ => "never-ran",
    };
}

internal sealed record StatusDocument
{
    public required string Host { get; init; }
    public required string Track { get; init; }
    public required string Manager { get; init; }
    public required string State { get; init; }
    public required int ExitCode { get; init; }
    public required string Headline { get; init; }
    public required RunSummary? LastRun { get; init; }
    public required RunSummary? LastSuccess { get; init; }
    public required string? NextRun { get; init; }
    public required IReadOnlyList<NextRunRow> NextRuns { get; init; }
    public required IReadOnlyList<string> OtherUpdaters { get; init; }
    public required IReadOnlyList<HeldServiceRow> HeldServices { get; init; }

    public required IReadOnlyList<PausedRow> Paused { get; init; }
    public required IReadOnlyList<HeldDocument> Held { get; init; }
    public required IReadOnlyList<ServiceStateRow> Services { get; init; }
    public required PutBacksDocument PutBacks { get; init; }
    public required IReadOnlyList<string> NeedsPerson { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }
    public required string? Reboot { get; init; }
    public required RunningDocument? Running { get; init; }
}

internal sealed record HeldDocument(string Package, string Version, string Why, long Run, string Since, string FreedBy, string? Until)
{
    public static HeldDocument Of(Hold hold, string freedBy) =>
        new(hold.Package.Name, hold.Version, hold.Why, hold.RunId, Json.Time(hold.At), freedBy, hold.Until is { } until ? Json.Time(until) : null);
}

/// <summary>How a service is, as the newest run that touched it left it.</summary>
internal sealed record ServiceStateRow(string Service, bool Written, string Result, string Text, string FreedBy, long Run, string At);

/// <summary>How often an outgoing version was put back, and how often that failed, by package, as far back as the history goes.</summary>
internal sealed record PutBacksDocument(long Done, long Failed);

internal sealed record RunningDocument(
    long Run, int Pid, string Since, string? Step, string? StepSince, string? Package, string? Verdict, string? Evidence, double? Percent);

/// <summary>A run in a list or a status. <c>outcome</c> is null while it is at work or when it was interrupted.</summary>
internal sealed record RunSummary(
    long Run, string? Outcome, int? ExitCode, string StartedAt, string? EndedAt, double? TookSeconds, string Summary, string Why, string? Interrupted)
{
    public static RunSummary? Of(PastRun? run) => run is null ? null : new(
        run.Start.RunId, run.Record?.Outcome.Word(), run.Record?.ExitCode, Json.Time(run.Start.At), run.Record is { } r ? Json.Time(r.EndedAt) : null,
        run.Record is { } record ? Math.Round(record.Took.TotalSeconds, 3) : null, run.Record?.Summary ?? "", run.Start.Why, run.Interrupted);
}

/// <summary>A run to come: <c>whole</c>, <c>prepare</c> or <c>install</c>.</summary>
internal sealed record NextRunRow(string At, string Scope, string Why);

/// <summary>A package that is left alone for a while.</summary>
internal sealed record HeldServiceRow(string Service, string Reason, string File);

internal sealed record PausedRow(string Package, string Until, int Failures);
