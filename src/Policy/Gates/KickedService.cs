using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Gates;

/// <summary>What <c>kupkg check --kick</c> found of a service, and what came of what it did.</summary>
/// <param name="Contract">Its contract.</param>
/// <param name="Checks">The checks that were made, before anything was done.</param>
/// <param name="Decision">What was to be done.</param>
public sealed record KickedService(ServiceContract Contract, IReadOnlyList<CheckResult> Checks, KickDecision Decision)
{
    /// <summary>Whether what was done helped; false when nothing was done.</summary>
    public bool IsHealed { get; init; }

    /// <summary>What came of it, in words; empty: nothing was done.</summary>
    public string Text { get; init; } = "";

    /// <summary>What was done, step by step.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>Whether it should run and answer, and does not.</summary>
    public bool IsIll => Decision switch
    {
        KickDecision.Healthy => false,
        KickDecision.LeftAlone left => left.IsIll,
        _ => !IsHealed,
    };

    /// <summary>Whether this is the first that is heard of it: something was done, or a person has to. What waits for its next kick was told with the last one.</summary>
    public bool IsNews => Decision is KickDecision.Start or KickDecision.Restart or KickDecision.ReportOnly;
}
