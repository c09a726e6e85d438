namespace KuPkg.Policy.Settings;

/// <summary><c>[limits.download]</c>: patience while fetching.</summary>
public sealed record DownloadLimits
{
    /// <summary>How long a connection may take, and how long a first byte may be awaited. Default 5 s, at least 1 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The least rate, over the time that it is measured; below it a mirror is left, above it nothing is ever killed. Default 2 KiB/s over 15 s.
    /// A rate of 0 switches it off.
    /// </summary>
    public long FloorBytesPerSecond { get; init; } = 2048;

    /// <summary>The window of <see cref="FloorBytesPerSecond"/>. Default 15 s.</summary>
    public TimeSpan FloorOver { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A download that takes longer is reported; one that did not keep up with the floor over so long is ended, whatever fetches it. Default 30 min.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(30);
}
