namespace KuPkg.Agent.Guard;

/// <summary>The exit code of a guard: those of timeout(1).</summary>
internal static class GuardExit
{
    /// <summary>The guard ended the command.</summary>
    public const int Ended = 124;

    /// <summary>The guard itself failed.</summary>
    public const int Failed = 125;

    /// <summary>The command was found and cannot be executed.</summary>
    public const int CannotExecute = 126;

    /// <summary>The command was not found.</summary>
    public const int NotFound = 127;

    private const int SignalBase = 128;

    /// <summary>The code for a command that was started: its own, or 128 and the number of the signal that ended it.</summary>
    public static int Of(GuardReport report) =>
        report is { IsInterrupted: true, Signal: { } asked } ? SignalBase + asked
        : report.Last.EndedBecause is not null ? Ended
        : report.Last.Status.Code ?? SignalBase + report.Last.Status.Signal ?? Failed;
}
