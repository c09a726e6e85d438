using KuPkg.Policy.Model;

namespace KuPkg.Policy.Watch;

/// <summary>When patience ends for one job. All times are of the monotonic clock.</summary>
public sealed record WatchLimits
{
    /// <summary>What the job does.</summary>
    public required Phase Phase { get; init; }

    /// <summary>Nothing in the whole tree, or done for it elsewhere, moves for so long: stalled.</summary>
    public required TimeSpan Quiet { get; init; }

    /// <summary>CPU, but no I/O, no forks, no growth for so long: spinning.</summary>
    public required TimeSpan Spin { get; init; }

    /// <summary>Exceeded: reported, no new step begins. Never a reason to kill.</summary>
    public required TimeSpan Budget { get; init; }

    /// <summary>A time after which it is killed whatever it does; null: off.</summary>
    public TimeSpan? Hard { get; init; }

    /// <summary>The least rate at which a download phase must receive; null: none.</summary>
    public ByteFloor? Floor { get; init; }

    /// <summary>Resident memory of the tree above which it is reported; null: none.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>A tree with more processes than this is running away and is treated as spinning at once. Default 4096.</summary>
    public int ProcessCeiling { get; init; } = 4096;

    /// <summary>Whether somebody may sit at its terminal: waiting for input there is a silence like any other, not a stall at once. Default false.</summary>
    public bool IsAttended { get; init; }

    /// <summary>
    /// Whether the person who started it sits at its terminal: what waits for input there is never stalled, however long the person takes. Default false.
    /// </summary>
    public bool IsStartedByPerson { get; init; }

    /// <summary>The longest silence after which this package's script went on by itself on this host, from the history. It can only lengthen <see cref="Quiet"/>.</summary>
    public TimeSpan LongestKnownQuiet { get; init; }
}

/// <summary>A rate over a time, such as 2 KiB/s over 15 s.</summary>
/// <param name="BytesPerSecond">The least rate, bytes per second.</param>
/// <param name="Over">The window over which the rate is taken.</param>
public sealed record ByteFloor(long BytesPerSecond, TimeSpan Over);
