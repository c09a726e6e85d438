namespace KuPkg.Policy.Model;

/// <summary>A process, told apart from a later one with the same number by its start time.</summary>
/// <param name="Pid">The number in this pid namespace.</param>
/// <param name="StartTicks">Field 22 of <c>/proc/PID/stat</c>: clock ticks after boot. 0 when it could not be read.</param>
public readonly record struct ProcessId(int Pid, long StartTicks)
{
    /// <summary>Clock ticks in a second, as /proc counts them: USER_HZ, 100 on every architecture that Linux runs on today but alpha.</summary>
    public const double TicksPerSecond = 100;

    /// <inheritdoc/>
    public override string ToString() => $"{Pid}";
}
