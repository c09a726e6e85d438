using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Policy.Hooks;

/// <summary>What a hook is told of its run.</summary>
/// <param name="Point">Where the run stands.</param>
/// <param name="Start">What was known when it began.</param>
public sealed record HookFacts(HookPoint Point, RunStart Start)
{
    /// <summary>What is to be installed, or was; null: no install was about to begin.</summary>
    public IReadOnlyList<Change>? Changes { get; init; }

    /// <summary>What the run has come to so far, or at its end; null: nothing was done yet.</summary>
    public HookStory? Story { get; init; }
}

/// <summary>What a run has come to.</summary>
/// <param name="Outcome">The named end.</param>
/// <param name="ExitCode">The exit code that kupkg gives for it.</param>
/// <param name="Summary">One line.</param>
/// <param name="Packages">What became of each package of the plan.</param>
public sealed record HookStory(Outcome Outcome, int ExitCode, string Summary, IReadOnlyList<PackageResult> Packages)
{
    /// <summary>What a person must do; empty when nobody is needed.</summary>
    public IReadOnlyList<string> NeedsPerson { get; init; } = [];

    /// <summary>The run's warnings.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The end of a run.</summary>
    public static HookStory Of(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new HookStory(record.Outcome, record.ExitCode, record.Summary, record.Packages) { NeedsPerson = record.NeedsPerson, Warnings = record.Warnings };
    }

    /// <summary>Where a run stands of which only the verdict is known.</summary>
    public static HookStory Of(RunVerdict verdict, IReadOnlyList<PackageResult> packages)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return new HookStory(verdict.Outcome, verdict.ExitCode, verdict.Summary, packages);
    }
}
