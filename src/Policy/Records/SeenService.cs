using KuPkg.Policy.Gates;

namespace KuPkg.Policy.Records;

/// <summary>A service as it was before a run changed its packages.</summary>
/// <param name="Touched">Which, and what is done about it.</param>
/// <param name="Look">What was seen.</param>
/// <param name="Illness">What its checks found wrong; empty: it was healthy.</param>
public sealed record SeenService(TouchedService Touched, ServiceLook Look, string Illness)
{
    /// <summary>Whether it was ill already.</summary>
    public bool WasIll => Illness.Length > 0;
}

/// <summary>A service that a run saw, and that nobody has proven since.</summary>
/// <param name="RunId">The run.</param>
/// <param name="IsRunRecorded">Whether the run came to its own end, and has told what became of its packages.</param>
/// <param name="Seen">How it was before.</param>
public sealed record OpenService(long RunId, bool IsRunRecorded, SeenService Seen);
