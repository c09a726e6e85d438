namespace KuPkg.Policy.Breakers;

/// <summary>When a breaker opens, and for how long.</summary>
public sealed record BreakerPolicy
{
    /// <summary>So many failures in a row open it. At least 1.</summary>
    public required int Threshold { get; init; }

    /// <summary>How long it is open the first time. Longer than zero.</summary>
    public required TimeSpan FirstOpen { get; init; }

    /// <summary>By what the open time grows when the try in the half-open state failed. At least 1. Default 2.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>The longest open time. Longer than zero; it also bounds <see cref="FirstOpen"/>.</summary>
    public required TimeSpan Cap { get; init; }

    /// <summary>The share of the open time, from 0 to 1, that is taken off at random, so that those who failed together do not come back together. Default 0.25.</summary>
    public double JitterShare { get; init; } = 0.25;

    /// <summary>
    /// A host whose runs fail. Opens at the 3rd failure in a row: two are what a mirror that is being synchronised can cost. First open 1 h, which goes on
    /// where the backoff of the first two (15 min, 30 min) ends, doubling up to the period: a broken host is then tried as often as a sound one.
    /// </summary>
    /// <param name="every">The period of the host's runs.</param>
    public static BreakerPolicy ForHost(TimeSpan every) => new() { Threshold = 3, FirstOpen = TimeSpan.FromHours(1), Cap = every };

    /// <summary>
    /// A package whose versions fail, each of which is held by itself. Opens at the 2nd version in a row: one can be a slip of its maintainer, two are a fault that the
    /// next upload will hardly cure by chance. First open 1 day, doubling up to 7 days: a cure takes people a day, and a week is how long a fix may be unnoticed.
    /// </summary>
    public static BreakerPolicy ForPackage { get; } = new() { Threshold = 2, FirstOpen = TimeSpan.FromDays(1), Cap = TimeSpan.FromDays(7), JitterShare = 0.1 };
}
