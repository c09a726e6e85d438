namespace KuPkg.Policy.Plans;

/// <summary>What becomes of a proposal.</summary>
public abstract record PlanDecision
{
    private PlanDecision()
    {
    }

    /// <summary>It may be carried out.</summary>
    /// <param name="Plan">The plan, in order. It may be empty.</param>
    public sealed record Accepted(Plan Plan) : PlanDecision;

    /// <summary>It would do what policy forbids, and nothing is done.</summary>
    /// <param name="Reasons">Each reason, with what a person can do about it.</param>
    public sealed record Refused(IReadOnlyList<string> Reasons) : PlanDecision;
}
