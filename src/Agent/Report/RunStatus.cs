using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary>What /run/kupkg/status.json says of the run at work, or of the last one since boot.</summary>
/// <param name="Run">The run's number.</param>
/// <param name="Pid">The pid of its kupkg.</param>
/// <param name="StartTicks">Its start time: with the pid it tells whether it is alive.</param>
/// <param name="Since">When the run began.</param>
internal sealed record RunStatus(long Run, int Pid, long StartTicks, DateTimeOffset Since)
{
    /// <summary>The step at work; null between steps and after the end.</summary>
    public string? Step { get; init; }

    /// <summary>When that step began.</summary>
    public DateTimeOffset? StepSince { get; init; }

    /// <summary>The package at work; null when unknown.</summary>
    public string? Package { get; init; }

    /// <summary>The last verdict's name.</summary>
    public string? Verdict { get; init; }

    /// <summary>Why, in a few words.</summary>
    public string? Evidence { get; init; }

    /// <summary>Of the step, 0 to 100.</summary>
    public double? Percent { get; init; }

    /// <summary>Warnings so far.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>When the run ended; null while it is at work.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The outcome's word.</summary>
    public string? Outcome { get; init; }

    /// <summary>The run's summary.</summary>
    public string? Summary { get; init; }

    /// <summary>When this was written.</summary>
    public DateTimeOffset WrittenAt { get; init; }

    /// <summary>The status before anything happened.</summary>
    public static RunStatus Of(RunStart start) => new(start.RunId, start.Pid, start.StartTicks, start.At) { WrittenAt = start.At };

    /// <summary>The status after an event.</summary>
    public RunStatus After(RunEvent happened) => (happened switch
    {
        StepBegan began => this with { Step = began.Step, StepSince = began.At, Package = null, Verdict = null, Evidence = null, Percent = null },
        StepEnded => this with { Step = null, StepSince = null, Package = null, Verdict = null, Evidence = null, Percent = null },
        PackageStepped stepped => this with { Package = stepped.Package ?? Package, Percent = stepped.Percent ?? Percent },
        VerdictReached verdict => this with
        {
            Verdict = verdict.Verdict,
            Evidence = Secrets.Hide(verdict.Reason.Length > 0 ? verdict.Reason : verdict.Evidence.Count > 0 ? verdict.Evidence[0] : ""),
        },
        Noted { IsWarning: true } noted => this with { Warnings = [.. Warnings, Secrets.Hide(noted.Text)] },
        RunEnded ended => this with
        {
            Step = null, StepSince = null, Package = null, Verdict = null, Evidence = null, Percent = null,
            EndedAt = ended.Record.EndedAt, Outcome = ended.Record.Outcome.Word(), Summary = Secrets.Hide(ended.Record.Summary),
        },
        _ => this,
    }) with { WrittenAt = happened.At };

    /// <summary>The status after a sample.</summary>
    public RunStatus After(LiveProgress progress, DateTimeOffset at) => this with
    {
        Package = progress.Package ?? Package,
        Percent = progress.Percent ?? Percent,
        Verdict = progress.Verdict,
        Evidence = Secrets.Hide(progress.Evidence),
        WrittenAt = at,
    };
}
