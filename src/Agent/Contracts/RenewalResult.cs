using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts;

/// <summary>What a renewal came to.</summary>
/// <param name="Fate">What became of the service.</param>
/// <param name="Text">Why, or with what proof.</param>
/// <param name="FreedBy">What a person types about it; empty: nothing.</param>
/// <param name="Left">The remedies of its contract that were not tried: the next one is not a renewal's to carry out.</param>
internal sealed record RenewalResult(ServiceFate Fate, string Text, string FreedBy, IReadOnlyList<Remedy> Left)
{
    /// <summary>What went beside it, such as old instances that are left alone; empty: nothing.</summary>
    public string Remark { get; init; } = "";
}

/// <summary>How far one attempt came: null is success.</summary>
/// <param name="Why">What failed.</param>
/// <param name="IsFinal">Whether nothing that a renewal can do would change it: a person or a rollback must.</param>
internal sealed record Setback(string Why, bool IsFinal = false);
