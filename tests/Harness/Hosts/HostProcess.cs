namespace KuPkg.Harness.Hosts;

/// <summary>A process inside a booted host, as read from the machine's /proc.</summary>
/// <param name="Pid">Its number on the machine.</param>
/// <param name="StartTicks">Its start time, which tells it from a later one with the same number.</param>
/// <param name="Name">Its comm.</param>
/// <param name="State">The state letter: R, S, D, T, Z.</param>
/// <param name="CommandLine">Its arguments, joined by spaces; empty for a defunct one.</param>
/// <param name="IsOfARun">Whether KUPKG_RUN is in its environment.</param>
public sealed record HostProcess(int Pid, long StartTicks, string Name, char State, string CommandLine, bool IsOfARun)
{
    /// <summary>Reads it; null when it is gone.</summary>
    public static HostProcess? Read(int pid)
    {
        if (ProcText.TryRead($"/proc/{pid}/stat") is not { Length: > 0 } stat || ProcText.TryRead($"/proc/{pid}/environ") is not { } environment || ProcText.TryRead($"/proc/{pid}/cmdline") is not { } commandLine)
            return null;
        var open = stat.IndexOf('(', StringComparison.Ordinal);
        var close = stat.LastIndexOf(')');
        var fields = stat[(close + 2)..].Split(' ');
        return new HostProcess(
            pid,
            long.Parse(fields[19]),
            stat[(open + 1)..close],
            fields[0][0],
            commandLine.Replace('\0', ' ').Trim(),
            environment.StartsWith("KUPKG_RUN=", StringComparison.Ordinal) || environment.Contains("\0KUPKG_RUN=", StringComparison.Ordinal));
    }

    public override string ToString() => $"{Pid} {State} {(CommandLine.Length > 0 ? CommandLine : $"[{Name}]")}{(IsOfARun ? " (of a run)" : "")}";
}
