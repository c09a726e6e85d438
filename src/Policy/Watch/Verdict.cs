using KuPkg.Policy.Model;

namespace KuPkg.Policy.Watch;

/// <summary>What the samples mean. <see cref="Evidence"/> says in words why.</summary>
public abstract record Verdict
{
    /// <summary>One sentence or a few that a person can check: rates, times, who sleeps in what.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }

    /// <summary>The word used everywhere: logs, history, screens, JSON.</summary>
    public abstract string Name { get; }

    /// <summary>Whether policy may end something because of this verdict.</summary>
    public virtual bool IsTerminal => false;
}

/// <summary>Something moves.</summary>
public sealed record Progressing : Verdict
{
    /// <inheritdoc/>
    public override string Name => "progressing";
}

/// <summary>Something moves, at less than the wished rate. Never killed.</summary>
/// <param name="BytesPerSecond">The rate over the window.</param>
public sealed record Slow(double BytesPerSecond) : Verdict
{
    /// <inheritdoc/>
    public override string Name => "slow";
}

/// <summary>Nothing moves, not yet for long enough.</summary>
/// <param name="For">How long nothing moved.</param>
/// <param name="Of">The limit.</param>
public sealed record Quiet(TimeSpan For, TimeSpan Of) : Verdict
{
    /// <inheritdoc/>
    public override string Name => "quiet";

    /// <summary>Whether an uninterruptible sleep is why nothing is done although the limit has passed: reported, not shot.</summary>
    public bool IsUninterruptible { get; init; }
}

/// <summary>Nothing will move any more.</summary>
/// <param name="Reason">Why it was judged so.</param>
/// <param name="Suspects">The processes that hang, innermost last; empty when all of the tree does.</param>
public sealed record Stalled(StallReason Reason, IReadOnlyList<ProcessId> Suspects) : Verdict
{
    /// <inheritdoc/>
    public override string Name => "stalled";

    /// <inheritdoc/>
    public override bool IsTerminal => true;
}

/// <summary>CPU without any effect, or processes without end.</summary>
/// <param name="For">How long.</param>
/// <param name="Suspects">The processes that burn the CPU.</param>
public sealed record Spinning(TimeSpan For, IReadOnlyList<ProcessId> Suspects) : Verdict
{
    /// <inheritdoc/>
    public override string Name => "spinning";

    /// <inheritdoc/>
    public override bool IsTerminal => true;
}

/// <summary>More time or memory than planned. Killed only when the hard limit is set and passed.</summary>
/// <param name="IsHard">Whether the hard limit has passed.</param>
public sealed record OverBudget(bool IsHard) : Verdict
{
    /// <inheritdoc/>
    public override string Name => "over budget";

    /// <inheritdoc/>
    public override bool IsTerminal => IsHard;
}

/// <summary>Why a job counts as stalled.</summary>
public enum StallReason
{
    /// <summary>No byte arrived for the floor's window.</summary>
    NoBytes,

    /// <summary>Bytes arrive, below the floor.</summary>
    BelowFloor,

    /// <summary>Every process sleeps and nothing moves.</summary>
    AllAsleep,

    /// <summary>A process waits for terminal input that nobody will give.</summary>
    TerminalInput,

    /// <summary>A process waits for a lock whose holder does not move either.</summary>
    LockHeld,

    /// <summary>Every process is stopped (state T).</summary>
    Stopped,
}
