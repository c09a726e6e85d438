namespace KuPkg.Policy.Model;

/// <summary>A process, told apart from a later one with the same number by its start time.</summary>
/// <param name="Pid">The number in this pid namespace.</param>
/// <param name="StartTicks">Field 22 of <c>/proc/PID/stat</c>: clock ticks after boot. 0 when it could not be read.</param>
public readonly record struct ProcessId(int Pid, long StartTicks)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Pid}";
}
