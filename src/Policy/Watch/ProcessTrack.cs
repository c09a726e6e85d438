namespace KuPkg.Policy.Watch;

/// <summary>What is remembered of one process from look to look.</summary>
/// <param name="CpuTicks">The highest reading. The kernel's counter never falls, so a lower one is a reading that failed.</param>
/// <param name="IoBytes">Likewise.</param>
/// <param name="State">Its state letter.</param>
/// <param name="LastCpuAt">When it was last seen to use CPU; null: not yet.</param>
/// <param name="TerminalSince">Since when it waits for terminal input without having moved; null: it does not.</param>
internal readonly record struct ProcessTrack(long CpuTicks, long IoBytes, char State, TimeSpan? LastCpuAt, TimeSpan? TerminalSince)
{
    /// <summary>Whether it was more than a zombie.</summary>
    public bool IsAlive => State is not ('Z' or 'X');
}
