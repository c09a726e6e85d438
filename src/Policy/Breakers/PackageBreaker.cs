namespace KuPkg.Policy.Breakers;

/// <summary>
/// The breaker of a package, which counts versions: a version that fails again is one failure still, as it is held and a person must have asked for it.
/// Its policy is <see cref="BreakerPolicy.ForPackage"/>. Pure.
/// </summary>
/// <param name="State">The memory of the breaker itself.</param>
/// <param name="FailedVersion">The version that failed last; null: none since the last success.</param>
public sealed record PackageBreaker(BreakerState State, string? FailedVersion)
{
    /// <summary>Nothing has failed.</summary>
    public static PackageBreaker Closed { get; } = new(BreakerState.Closed, null);

    /// <summary>Whether a version may be tried.</summary>
    public BreakerPhase PhaseAt(DateTimeOffset now) => Breaker.PhaseAt(State, now);

    /// <summary>After a version was given up: it is put back and held.</summary>
    /// <param name="version">Which one.</param>
    /// <param name="now">The host's clock.</param>
    /// <param name="fraction">A random number from 0 to less than 1.</param>
    public PackageBreaker Fail(string version, DateTimeOffset now, double fraction)
    {
        ArgumentNullException.ThrowIfNull(version);

        // In the half-open state it is the one try, whichever version it was.
        return version == FailedVersion && PhaseAt(now) != BreakerPhase.HalfOpen
            ? this
            : new PackageBreaker(Breaker.Fail(State, BreakerPolicy.ForPackage, now, fraction), version);
    }

    /// <summary>After a version was installed and is healthy.</summary>
    public static PackageBreaker Succeed() => Closed;
}
