using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;

namespace KuPkg.Policy.Records;

/// <summary>What just happened in a run. Said once; the journal, the screen and the log each read it their own way.</summary>
public abstract record RunEvent
{
    /// <summary>When it happened, by the host's clock.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A run began.</summary>
public sealed record RunBegan(RunStart Start) : RunEvent;

/// <summary>A step is about to begin: written before it does.</summary>
/// <param name="Step">The step's name, such as <c>install</c> or <c>repair: dpkg --configure -a</c>.</param>
public sealed record StepBegan(string Step) : RunEvent;

/// <summary>A step has ended.</summary>
/// <param name="Step">The step's name.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Summary">One line for the screen, such as <c>3 sources, 9.4 MiB</c>.</param>
/// <param name="Took">How long it took.</param>
public sealed record StepEnded(string Step, StepResult Result, string Summary, TimeSpan Took) : RunEvent;

/// <summary>What is about to be installed: written before it begins, so that a later run can put right what a dead one left half done.</summary>
/// <param name="Changes">The plan.</param>
public sealed record PlanMade(IReadOnlyList<Change> Changes) : RunEvent;

/// <summary>The outgoing versions were kept aside, as far as that was possible.</summary>
/// <param name="Versions">Each of them.</param>
public sealed record VersionsKept(IReadOnlyList<KeptVersion> Versions) : RunEvent;

/// <summary>Outgoing versions were put back, or not.</summary>
/// <param name="Results">Each package of the closed set.</param>
public sealed record VersionsPutBack(IReadOnlyList<PutBackResult> Results) : RunEvent;

/// <summary>The package manager made a step: live progress and the report's timeline.</summary>
/// <param name="Package">Which package; null when it is about none.</param>
/// <param name="Percent">Of the tool, 0 to 100; null when unknown.</param>
/// <param name="Text">In the manager's words.</param>
/// <param name="IsError">Whether the manager called it an error.</param>
public sealed record PackageStepped(string? Package, double? Percent, string Text, bool IsError) : RunEvent;

/// <summary>The judge changed its mind, or reached a verdict that ends something.</summary>
/// <param name="Job">The job's name.</param>
/// <param name="Verdict">The verdict's name.</param>
/// <param name="Reason">The stall reason in words, else empty.</param>
/// <param name="Subject">What it is about, as an operator names it (<c>libfoo1.postinst</c>); empty when it is the whole job.</param>
/// <param name="Evidence">Why, in words.</param>
/// <param name="IsTerminal">Whether something may be ended because of it.</param>
public sealed record VerdictReached(string Job, string Verdict, string Reason, string Subject, IReadOnlyList<string> Evidence, bool IsTerminal) : RunEvent;

/// <summary>A kill was carried out.</summary>
/// <param name="Job">The job's name.</param>
/// <param name="Report">What was done and what came of it.</param>
public sealed record KillDone(string Job, KillReport Report) : RunEvent;

/// <summary>A repair, a retry or a put-back has ended.</summary>
/// <param name="What">In words, such as <c>dpkg --configure -a</c> or <c>put back libfoo1 2.4-2</c>.</param>
/// <param name="IsSuccess">Whether it did what it was for, as verified.</param>
/// <param name="Text">What came of it.</param>
public sealed record Repaired(string What, bool IsSuccess, string Text) : RunEvent;

/// <summary>A version was pinned away.</summary>
public sealed record HoldPlaced(Hold Hold) : RunEvent;

/// <summary>What was seen of the services that a run touches, before it installs: a later run finishes with it what this one can not.</summary>
/// <param name="Services">Each with what was seen.</param>
public sealed record ServicesSeen(IReadOnlyList<SeenService> Services) : RunEvent;

/// <summary>A service went a step of its way through the upgrade.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Step">Which.</param>
/// <param name="Text">In words.</param>
/// <param name="Evidence">What shows it.</param>
public sealed record ServiceStepped(string Service, ServiceStep Step, string Text, IReadOnlyList<string> Evidence) : RunEvent;

/// <summary>Something an operator should know.</summary>
/// <param name="Text">One sentence.</param>
/// <param name="IsWarning">Whether it is a warning.</param>
public sealed record Noted(string Text, bool IsWarning) : RunEvent;

/// <summary>A run ended.</summary>
public sealed record RunEnded(RunRecord Record) : RunEvent;

/// <summary>How a step ended.</summary>
public enum StepResult
{
    /// <summary>As meant.</summary>
    Done,

    /// <summary>In part; the summary says what is missing.</summary>
    Partly,

    /// <summary>Not at all; the host is as before, or repaired.</summary>
    Failed,

    /// <summary>There was nothing to do.</summary>
    Skipped,
}
