namespace KuPkg.Policy.Gates;

/// <summary>How far a service is on its way.</summary>
/// <param name="Elapsed">Since it was restarted, or since it is waited for.</param>
/// <param name="Endings">How often instances of it were ended.</param>
/// <param name="HasStarted">Whether it was started because it was down.</param>
/// <param name="HasMetStartLimit">Whether a start limit was met already.</param>
public sealed record SettleState(TimeSpan Elapsed, int Endings, bool HasStarted, bool HasMetStartLimit)
{
    /// <summary>When it was restarted, in clock ticks since boot; null: it was not.</summary>
    public long? RestartedAtTicks { get; init; }
}
