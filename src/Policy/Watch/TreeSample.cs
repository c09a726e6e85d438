namespace KuPkg.Policy.Watch;

/// <summary>What was measured of a job at one instant: the whole tree, its output, and work done for it elsewhere.</summary>
public sealed record TreeSample
{
    /// <summary>Time since the job began (monotonic).</summary>
    public required TimeSpan At { get; init; }

    /// <summary>The job's processes: the descendants of its root, and orphans that stayed in its session. The root comes first.</summary>
    public required IReadOnlyList<ProcessSample> Processes { get; init; }

    /// <summary>Whether the root's session is all the job's own, so that an orphan in it is the job's. False for a tree that somebody else started. Default true.</summary>
    public bool HasOwnSession { get; init; } = true;

    /// <summary>Processes that were started since the job began, as far as they were seen. Never falls.</summary>
    public long ForksSeen { get; init; }

    /// <summary>Length of the job's output and status files together, punched holes included. Never falls.</summary>
    public long OutputBytes { get; init; }

    /// <summary>Sum of the sizes of the files that are expected to grow (partial downloads). May fall when a file is moved away.</summary>
    public long FileBytes { get; init; }

    /// <summary>Resident memory of the tree.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Work done for the tree by others; looked for only while the tree itself is still. Empty otherwise.</summary>
    public IReadOnlyList<ElsewhereWork> Elsewhere { get; init; } = [];
}

/// <summary>The counters of one helper outside the tree: a unit whose job the tree waits for, or the peer of a socket it sleeps on.</summary>
/// <param name="Who">In words, such as <c>unit postgresql@15-main.service</c> or <c>postgres (pid 812) over a unix socket</c>. The key between samples.</param>
/// <param name="CpuTicks">CPU time in ticks of 10 ms.</param>
/// <param name="IoBytes">Bytes read and written.</param>
public sealed record ElsewhereWork(string Who, long CpuTicks, long IoBytes);
