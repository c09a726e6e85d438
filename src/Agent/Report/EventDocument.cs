using System.Text.Json.Serialization;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary>One event in JSON: <c>at</c> and <c>kind</c> always, the rest as the kind has it.</summary>
internal sealed record EventDocument(string At, string Kind)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Step { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Service { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Job { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Package { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subject { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Verdict { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Result { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Percent { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TookSeconds { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsError { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsWarning { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsTerminal { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsGone { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChangeRow>? Changes { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Evidence { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SignalDocument>? Signals { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Survivors { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<KeptRow>? Kept { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PutBackRow>? PutBack { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Until { get; init; }

    public static EventDocument Of(RunEvent happened)
    {
        var at = Json.Time(happened.At);
        return happened switch
        {
            RunBegan began => new(at, "run-began") { Text = began.Start.Why },
            StepBegan began => new(at, "step-began") { Step = began.Step },
            StepEnded ended => new(at, "step-ended") { Step = ended.Step, Result = ended.Result.Word(), Text = ended.Summary, TookSeconds = Seconds(ended.Took) },
            PlanMade made => new(at, "plan") { Changes = [.. made.Changes.Select(ChangeRow.Of)] },
            PackageStepped stepped => new(at, "package") { Package = stepped.Package, Percent = stepped.Percent, Text = stepped.Text, IsError = stepped.IsError },
            VerdictReached verdict => new(at, "verdict")
            {
                Job = verdict.Job, Subject = verdict.Subject, Verdict = verdict.Verdict, Text = verdict.Reason, Evidence = verdict.Evidence,
                IsTerminal = verdict.IsTerminal,
            },
            KillDone kill => OfKill(at, kill.Job, kill.Report),
            Repaired repaired => new(at, "repair") { Subject = repaired.What, Result = repaired.IsSuccess ? "done" : "failed", Text = repaired.Text },
            VersionsKept kept => new(at, "aside") { Kept = [.. kept.Versions.Select(static v => new KeptRow(v.Package.Name, v.Package.Architecture, v.Version, v.Origin.Word(), v.Bytes, v.Note))] },
            VersionsPutBack back => new(at, "put-back") { PutBack = [.. back.Results.Select(static r => new PutBackRow(r.Package.Name, r.Package.Architecture, r.From, r.To, r.IsSuccess, r.Why))] },
            HoldPlaced placed => new(at, "hold")
            {
                Package = placed.Hold.Package.Name, Version = placed.Hold.Version, Text = placed.Hold.Why, Until = placed.Hold.Until is { } until ? Json.Time(until) : null,
            },
            ServicesSeen seen => new(at, "services-seen") { Text = string.Join(", ", seen.Services.Select(static s => s.Touched.Name)) },
            ServiceStepped stepped => new(at, "service") { Service = stepped.Service, Step = stepped.Step.Word(), Text = stepped.Text, Evidence = stepped.Evidence },
            Noted noted => new(at, "note") { Text = noted.Text, IsWarning = noted.IsWarning },
            RunEnded ended => new(at, "run-ended") { Result = ended.Record.Outcome.Word(), Text = ended.Record.Summary },
            _ => new(at, "event") { Text = happened.ToString() },
        };
    }

    private static EventDocument OfKill(string at, string job, KillReport report) => new(at, "kill")
    {
        Job = job,
        Subject = report.Plan.Target,
        Package = report.Plan.Package,
        Text = report.Plan.Why,
        Signals = [.. report.Signals.Select(s => new SignalDocument(
            s.Target.Pid, s.Target.StartTicks, s.Name, SignalNames.Of(s.Signal), Math.Round(s.After.TotalSeconds, 6), s.Result))],
        Evidence = report.Evidence,
        IsGone = report.IsGone,
        TookSeconds = Seconds(report.Took),
        Survivors = report.Survivors,
    };

    private static double Seconds(TimeSpan span) => Math.Round(span.TotalSeconds, 3);
}

/// <summary>An outgoing version: <c>at-hand</c>, <c>fetched</c>, <c>rebuilt</c> or <c>not-restorable</c>.</summary>
internal sealed record KeptRow(string Package, string Architecture, string Version, string CameFrom, long Bytes, string Note);

internal sealed record PutBackRow(string Package, string Architecture, string From, string To, bool IsSuccess, string Why);

internal sealed record SignalDocument(int Pid, long StartTicks, string Name, string Signal, double AfterSeconds, string Result);
