namespace KuPkg.Agent.Gateway;

/// <summary>No mirror delivers a file.</summary>
/// <param name="status">What the client is told.</param>
/// <param name="words">Why: each mirror with its newest failure.</param>
internal sealed class GivenUp(int status, string words) : Exception(words)
{
    public int Status { get; } = status;
}
