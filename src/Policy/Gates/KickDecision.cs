namespace KuPkg.Policy.Gates;

/// <summary>What <c>kupkg check --kick</c> does about a service.</summary>
public abstract record KickDecision
{
    /// <summary>Nothing: it runs and answers.</summary>
    public sealed record Healthy : KickDecision;

    /// <summary>It is started.</summary>
    /// <param name="Why">In words.</param>
    /// <param name="IsLimitReset">Whether systemd's count of starts is set back first.</param>
    public sealed record Start(string Why, bool IsLimitReset) : KickDecision;

    /// <summary>It is ended by its contract's way, and started again.</summary>
    /// <param name="Why">In words.</param>
    public sealed record Restart(string Why) : KickDecision;

    /// <summary>Nothing, for now or for good.</summary>
    /// <param name="Why">In words.</param>
    /// <param name="IsIll">Whether it should run and answer, and does not; else it is as somebody wants it, or may still come up.</param>
    public sealed record LeftAlone(string Why, bool IsIll) : KickDecision;

    /// <summary>It is ill, and what would help is a person's to do: that is told.</summary>
    /// <param name="Why">In words.</param>
    public sealed record ReportOnly(string Why) : KickDecision;
}
