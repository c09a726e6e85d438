namespace KuPkg.Policy.Watch;

/// <summary>More time or memory than planned: told once, and a reason to end something only past the hard limit.</summary>
internal static class BudgetRule
{
    public static Verdict? PastHard(Look look) => look.Limits.Hard is not { } hard || look.At < hard ? null : new OverBudget(true)
    {
        Evidence = [$"at work for {EvidenceText.Time(look.At)}, past the hard limit of {EvidenceText.Limit(hard)}", .. EvidenceText.Processes(look.Sample.Processes)],
    };

    public static (Verdict Verdict, JudgeState Told)? Overdrawn(Look look)
    {
        if (!look.State.IsBudgetTold && look.At >= look.Limits.Budget)
        {
            return (Over($"at work for {EvidenceText.Time(look.At)}, planned were {EvidenceText.Limit(look.Limits.Budget)}; it goes on, and no new step begins"),
                look.State with { IsBudgetTold = true });
        }

        if (!look.State.IsMemoryTold && look.Limits.MemoryBytes is { } most && look.Sample.MemoryBytes > most)
        {
            return (Over($"the tree uses {EvidenceText.Size(look.Sample.MemoryBytes)} of memory, planned were {EvidenceText.Size(most)}; it goes on"),
                look.State with { IsMemoryTold = true });
        }

        return null;
    }

    private static OverBudget Over(string evidence) => new(false) { Evidence = [evidence] };
}
