using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

/// <summary>A mirror did not deliver. Expected: the fetch decides what is next.</summary>
/// <param name="cause">Why.</param>
/// <param name="words">Why, for people. No address in it that could hold a password.</param>
/// <param name="inner">What was caught; null: nothing.</param>
internal sealed class FetchFailure(FailureCause cause, string words, Exception? inner = null) : Exception(words, inner)
{
    public FailureCause Cause { get; } = cause;

    /// <summary>What the mirror asked for; null: nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Bytes a second when it was left for being slow.</summary>
    public double? Rate { get; init; }
}
