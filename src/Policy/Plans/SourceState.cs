namespace KuPkg.Policy.Plans;

/// <summary>What a source answered when it was asked whether it has changed.</summary>
public enum SourceAnswer
{
    /// <summary>It has what this host has.</summary>
    Unchanged,

    /// <summary>It has something else.</summary>
    Changed,

    /// <summary>It did not answer, or not so that one could be sure.</summary>
    Unsure,
}

/// <summary>A source that was asked.</summary>
/// <param name="Source">As the operator knows it: <c>http://mirror.example.org/debian bookworm</c>.</param>
/// <param name="Answer">What it answered.</param>
/// <param name="Why">What came back, in words; empty when unchanged.</param>
public sealed record SourceState(string Source, SourceAnswer Answer, string Why);
