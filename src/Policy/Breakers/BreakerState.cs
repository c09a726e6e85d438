namespace KuPkg.Policy.Breakers;

/// <summary>What a breaker remembers. Four plain fields, to be stored as they are. Immutable, so threads may share it.</summary>
/// <param name="Failures">Failures in a row. Not negative.</param>
/// <param name="Openings">How often it opened since the last success. Not negative.</param>
/// <param name="OpenedAt">When it opened last; null while it is closed.</param>
/// <param name="OpenUntil">Until when it is open; null while it is closed.</param>
public sealed record BreakerState(int Failures, int Openings, DateTimeOffset? OpenedAt, DateTimeOffset? OpenUntil)
{
    /// <summary>Nothing has failed.</summary>
    public static BreakerState Closed { get; } = new(0, 0, null, null);
}

/// <summary>Whether a try is allowed.</summary>
public enum BreakerPhase
{
    /// <summary>Yes.</summary>
    Closed,

    /// <summary>No, not before <see cref="BreakerState.OpenUntil"/>.</summary>
    Open,

    /// <summary>One: a success closes the breaker, a failure opens it for longer. Who may try at the same time from several places lets only one of them.</summary>
    HalfOpen,
}
