namespace KuPkg.Policy.Mirrors;

/// <summary>When a second request is sent before the first has failed. Pure.</summary>
public static class HedgePolicy
{
    /// <summary>So many are free; after that one for every <see cref="RequestsForAnother"/> requests, so that a slow network is not made slower.</summary>
    public const int Free = 8;

    /// <summary>See <see cref="Free"/>.</summary>
    public const int RequestsForAnother = 20;

    /// <summary>How long the first byte of the first request is awaited before: half of the limit.</summary>
    public static TimeSpan After(TimeSpan limit) => limit / 2;

    /// <summary>Whether one more may be sent.</summary>
    /// <param name="requests">Requests of this run.</param>
    /// <param name="hedges">Second requests of this run.</param>
    public static bool MayHedge(int requests, int hedges) => hedges < Free + (requests / RequestsForAnother);
}
