using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;
using static KuPkg.Policy.Model.Outcome;

namespace KuPkg.Agent.Report;

/// <summary>One event in words: what the report's timeline and the live screen share.</summary>
/// <param name="Kind">The first column.</param>
/// <param name="Text">The line.</param>
/// <param name="More">Lines under it.</param>
/// <param name="Tone">How it is to be taken.</param>
internal sealed record Told(string Kind, string Text, IReadOnlyList<string> More, Tone Tone = Tone.Plain)
{
    public static Told Of(RunEvent happened) => happened switch
    {
        RunBegan began => new("run", $"run {began.Start.RunId} begins: {began.Start.Why} (kupkg {began.Start.Version}, pid {began.Start.Pid})", []),
        StepBegan began => new("step", $"{began.Step} begins", []),
        StepEnded ended => new("step", $"{ended.Step} {Words(ended.Result)}{After(ended.Summary)} ({Human.Duration(ended.Took)})", [], ToneOf(ended.Result)),
        PlanMade made => new("plan", $"to install: {Human.Count(made.Changes.Count, "change")}", [.. made.Changes.Select(static c => c.ToString())]),
        PackageStepped stepped => Stepped(stepped),
        VerdictReached verdict => Verdict(verdict),
        KillDone kill => Killed(kill.Report),
        Repaired repaired => new(
            "repair", $"{repaired.What}{(repaired.IsSuccess ? "" : " failed")}{After(repaired.Text)}", [], repaired.IsSuccess ? Tone.Good : Tone.Bad),
        VersionsKept kept => Kept(kept.Versions),
        VersionsPutBack back => new(
            "put back", string.Join(", ", back.Results.Select(static r => $"{r.Package} {r.To}{(r.IsSuccess ? "" : " failed")}")),
            [.. back.Results.Where(static r => !r.IsSuccess).Select(static r => $"{r.Package}{After(r.Why)}")], back.Results.All(static r => r.IsSuccess) ? Tone.Good : Tone.Bad),
        ServicesSeen seen => new("services", $"touched: {string.Join(", ", seen.Services.Select(static s => s.Touched.Name))}", []),
        ServiceStepped stepped => new("service", $"{stepped.Service}: {Words(stepped.Step)}{After(stepped.Text)}", stepped.Evidence, ToneOf(stepped.Step)),
        HoldPlaced placed => new("hold", OfHold(placed.Hold), [], Tone.Warn),
        Noted noted => new(noted.IsWarning ? "warning" : "note", noted.Text, [], noted.IsWarning ? Tone.Warn : Tone.Plain),
        RunEnded ended => new("outcome", Outcome(ended.Record), [], ToneOf(ended.Record)),
        _ => new("event", happened.ToString(), []),
    };

    /// <summary>For a line that has the run's times too: the summary, after the outcome's words where it does not say them.</summary>
    public static string Story(RunRecord record) => record switch
    {
        { Summary: "" } => Words(record.Outcome),
        { Outcome: UpToDate or Updated or UpdatedNeedsReboot or PartlyUpdated } => record.Summary,
        _ => $"{Words(record.Outcome)}: {record.Summary}",
    };

    /// <summary><c>partly updated: 14 of 15 packages updated; exit 1</c>.</summary>
    public static string Outcome(RunRecord record) => $"{Words(record.Outcome)}{After(record.Summary)}; exit {record.ExitCode}";

    public static string Words(Outcome outcome) => outcome switch
    {
        UpdatedNeedsReboot => "updated, needs a reboot",
        NeedsPerson => "needs a person",
        _ => outcome.Word().Replace('-', ' '),
    };

    public static string Words(StepResult result) => result == StepResult.Partly ? "done in part" : result.Word();

    public static string Words(PackageFate fate) => fate.Word().Replace('-', ' ');

    public static string Words(ServiceStep step) => step.Word().Replace('-', ' ');

    public static string Words(ServiceFate fate) => fate.Word().Replace('-', ' ');

    public static Tone ToneOf(ServiceStep step) => step switch
    {
        ServiceStep.Healthy or ServiceStep.Stable => Tone.Good,
        ServiceStep.Failed => Tone.Bad,
        ServiceStep.Remedy or ServiceStep.Remark => Tone.Warn,
        _ => Tone.Plain,
    };

    public static Tone ToneOf(ServiceFate fate) => fate switch
    {
        ServiceFate.Healthy => Tone.Good,
        ServiceFate.Ill => Tone.Bad,
        ServiceFate.LeftAlone => Tone.Plain,
        _ => Tone.Warn,
    };

    public static Tone ToneOf(StepResult result) => result switch
    {
        StepResult.Done => Tone.Good,
        StepResult.Partly => Tone.Warn,
        StepResult.Failed => Tone.Bad,
        _ => Tone.Faint,
    };

    public static Tone ToneOf(RunRecord record) => record.Outcome switch
    {
        UpToDate or Updated => Tone.Good,
        FailedConsistent or NeedsPerson => Tone.Bad,
        _ => Tone.Warn,
    };

    // What was at hand or fetched is as it was; what was rebuilt, and what is not there, is told.
    private static Told Kept(IReadOnlyList<KeptVersion> versions)
    {
        var told = versions.Where(static v => v.Note.Length > 0).Select(static v => $"{v.Package} {v.Version}{After(v.Note)}").ToArray();
        var lost = versions.Count(static v => v.Origin == AsideOrigin.NotRestorable);
        return new("aside", $"{versions.Count - lost} of {Human.Count(versions.Count, "outgoing version")} kept aside", told, lost > 0 ? Tone.Warn : Tone.Plain);
    }

    private static string OfHold(Hold hold) => $"{hold.Package} {hold.Version}{After(hold.Why)}";

    private static Told Stepped(PackageStepped stepped)
    {
        var package = stepped.Package is { } name && !stepped.Text.Contains(name, StringComparison.Ordinal) ? $"{name}: " : "";
        return new(stepped.IsError ? "error" : "package", package + stepped.Text, [], stepped.IsError ? Tone.Bad : Tone.Plain);
    }

    private static Told Verdict(VerdictReached verdict)
    {
        var subject = verdict.Subject.Length > 0 ? verdict.Subject : verdict.Job;
        var hasReason = verdict.Reason.Length > 0 || verdict.Evidence.Count == 0;
        var reason = hasReason ? verdict.Reason : verdict.Evidence[0];
        var more = hasReason ? verdict.Evidence : [.. verdict.Evidence.Skip(1)];
        return new("verdict", $"{subject} {verdict.Verdict}{After(reason)}", more, verdict.IsTerminal ? Tone.Bad : Tone.Plain);
    }

    private static Told Killed(KillReport report)
    {
        var target = report.Plan.Target;
        if (report.Plan.IsReportOnly) return new("kill", $"{target} left alone{After(report.Plan.Why)}: a person is to decide", report.Evidence, Tone.Warn);
        if (report.Plan.IsResume) return new("kill", $"{target}: was stopped, let go on: {Signals(report)}", report.Evidence, Tone.Warn);
        var took = Human.Duration(report.Took);
        var end = report.IsGone ? $"gone after {took}" : $"NOT gone after {took}: {string.Join("; ", report.Survivors)}";
        return new("kill", $"{target}: {Signals(report)}; {end}", report.Evidence, report.IsGone ? Tone.Warn : Tone.Bad);
    }

    // A thousand idle children are one line, not a thousand: the signals are told by kind, with the first few pids of each.
    private static string Signals(KillReport report)
    {
        var parts = report.Signals.GroupBy(signal => signal.Signal).Select(group =>
        {
            var pids = string.Join(", ", group.Take(8).Select(sent => sent.Result == "sent" ? $"{sent.Target}" : $"{sent.Target} ({sent.Result})"));
            var many = group.Count() > 8 ? $", … ({group.Count()} in all)" : "";
            return group.Key == SignalNames.Stop ? $"froze {pids}{many}" : $"{SignalNames.Of(group.Key)} {pids}{many}";
        }).ToArray();
        return parts.Length > 0 ? string.Join(", ", parts) : "no signal was needed";
    }

    private static string After(string text) => text.Length > 0 ? $": {text}" : "";
}
