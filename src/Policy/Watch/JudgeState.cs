using System.Collections.Immutable;
using KuPkg.Policy.Model;

namespace KuPkg.Policy.Watch;

/// <summary>What the judge remembers between two samples. Immutable; its size is bounded by the tree and the window.</summary>
public sealed record JudgeState
{
    private JudgeState()
    {
    }

    /// <summary>The state before the first sample: patience begins with that sample.</summary>
    public static JudgeState Start { get; } = new();

    /// <summary>How long nothing has moved, as of the last sample.</summary>
    public TimeSpan SilentFor => At - LastMoved;

    /// <summary>The same state as if less time had passed: all clocks of patience moved forward.</summary>
    internal JudgeState WithoutTime(TimeSpan passed) => this with
    {
        LastMoved = LastMoved + passed,
        SpinSince = SpinSince + passed,
        LastCpu = LastCpu + passed,
        LastOtherWork = LastOtherWork + passed,
        LastFetched = LastFetched + passed,
    };

    internal bool HasSample { get; init; }

    internal TimeSpan At { get; init; }

    internal TimeSpan LastMoved { get; init; }

    /// <summary>Since when CPU is all that moved.</summary>
    internal TimeSpan SpinSince { get; init; }

    internal TimeSpan LastCpu { get; init; }

    internal TimeSpan LastOtherWork { get; init; }

    internal TimeSpan LastFetched { get; init; }

    /// <summary>Never changed after it was filled.</summary>
    internal IReadOnlyDictionary<ProcessId, ProcessTrack> Processes { get; init; } = ImmutableDictionary<ProcessId, ProcessTrack>.Empty;

    internal ImmutableDictionary<string, ElsewhereTrack> Elsewhere { get; init; } = ImmutableDictionary<string, ElsewhereTrack>.Empty;

    internal long ForksSeen { get; init; }

    internal long OutputBytes { get; init; }

    internal long FileBytes { get; init; }

    internal CpuNoise IdleCpu { get; init; }

    internal CpuNoise ElsewhereCpu { get; init; }

    internal RateMark Totals { get; init; } = new(TimeSpan.Zero, 0, 0, 0);

    internal RateWindow Window { get; init; } = RateWindow.Empty;

    internal bool IsBudgetTold { get; init; }

    internal bool IsMemoryTold { get; init; }

    /// <summary>A state from which patience begins anew, as after a kill. What was reported once stays reported.</summary>
    public JudgeState Afresh() => Start with { IsBudgetTold = IsBudgetTold, IsMemoryTold = IsMemoryTold };
}

/// <summary>What is remembered of a helper outside the tree: its last reading, and when it was first and last seen.</summary>
internal readonly record struct ElsewhereTrack(long CpuTicks, long IoBytes, TimeSpan FirstSeenAt, TimeSpan SeenAt);
