using KuPkg.Policy.Model;

namespace KuPkg.Policy.Kill;

/// <summary>What goes, in which order, and why; computed from a snapshot and shown in the report before it is done.</summary>
/// <param name="Target">What is ended, as an operator names it, such as <c>libfoo1.postinst</c>.</param>
/// <param name="Package">The package whose script it is; null when it is none.</param>
/// <param name="Script">The script's kind; null when it is none.</param>
/// <param name="Why">The verdict in words.</param>
/// <param name="Steps">The steps, done in order until the target is gone.</param>
public sealed record KillPlan(string Target, string? Package, string? Script, string Why, IReadOnlyList<KillStep> Steps)
{
    /// <summary>Whether the plan ends nothing: policy wants a person to be told first.</summary>
    public bool IsReportOnly => Steps.Count == 0;

    /// <summary>Whether the plan ends nothing but lets stopped processes go on.</summary>
    public bool IsResume => Steps.Count > 0 && Steps.All(s => s is SignalStep { Signal: SignalNames.Continue });

    /// <summary>Whether the plan ends something.</summary>
    public bool IsKill => !IsReportOnly && !IsResume;
}

/// <summary>One step of a kill.</summary>
public abstract record KillStep;

/// <summary>Freeze the subtree of each root, then end it with SIGKILL from the leaves up, so that no dying process wakes an idle one.</summary>
/// <param name="Roots">The tops of the subtrees. Descendants are found again when the step is done, as they may have forked since.</param>
/// <param name="Victims">All processes of the snapshot, in the order in which they are to be killed.</param>
/// <param name="Spared">Processes that must not be touched although they stand under a root or near it.</param>
public sealed record SweepStep(IReadOnlyList<ProcessId> Roots, IReadOnlyList<ProcessId> Victims, IReadOnlyList<ProcessId> Spared) : KillStep;

/// <summary>Send one signal, then wait for the end.</summary>
/// <param name="Signal">The signal's number.</param>
/// <param name="Targets">Who gets it, in this order.</param>
/// <param name="Grace">How long the end is waited for before the next step.</param>
public sealed record SignalStep(int Signal, IReadOnlyList<ProcessId> Targets, TimeSpan Grace) : KillStep;
