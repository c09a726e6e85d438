namespace KuPkg.Policy.Watch;

/// <summary>
/// Tells work from the ticks of an idle process. A waiting apt wakes up and uses up to one tick of 10 ms a second, so ticks drain away
/// at a rate above that, and only what piles up faster is work. Immutable.
/// </summary>
/// <param name="Ticks">What has piled up.</param>
/// <param name="DrainPerSecond">Ticks a second that are noise.</param>
internal readonly record struct CpuNoise(double Ticks, double DrainPerSecond)
{
    private const double Capacity = 3;

    /// <summary>Adds what was used.</summary>
    /// <returns>What has piled up now, and whether it was work. Work empties it.</returns>
    public (CpuNoise Next, bool IsWork) Add(long ticks, TimeSpan passed)
    {
        var level = Math.Max(0, Ticks - (DrainPerSecond * passed.TotalSeconds)) + ticks;
        return level > Capacity ? (this with { Ticks = 0 }, true) : (this with { Ticks = level }, false);
    }
}
