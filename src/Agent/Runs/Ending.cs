using KuPkg.Policy.Model;

namespace KuPkg.Agent.Runs;

/// <summary>Why a stage ends the run before its last stage.</summary>
/// <param name="Outcome">The named end.</param>
/// <param name="Summary">One line for the operator.</param>
internal sealed record Ending(Outcome Outcome, string Summary)
{
    /// <summary>What a person must do, with the exact commands; empty when nobody is needed.</summary>
    public IReadOnlyList<string> NeedsPerson { get; init; } = [];
}

/// <summary>What a stage hands to the next one, or why there is no next one.</summary>
internal readonly record struct StageResult<T>(T? Value, Ending? Ending)
    where T : class
{
    public static implicit operator StageResult<T>(T value) => new(value, null);

    public static implicit operator StageResult<T>(Ending ending) => new(null, ending);
}
