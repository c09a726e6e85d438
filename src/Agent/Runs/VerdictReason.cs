using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Runs;

/// <summary>The reason of a stall in the words of the record; empty for every other verdict.</summary>
internal static class VerdictReason
{
    public static string Of(Verdict verdict) => verdict is not Stalled stalled ? "" : stalled.Reason switch
    {
        StallReason.NoBytes => "no bytes",
        StallReason.BelowFloor => "below the floor",
        StallReason.AllAsleep => "all asleep",
        StallReason.TerminalInput => "waits for terminal input",
        StallReason.LockHeld => "waits for a lock",
        StallReason.Stopped => "stopped",
        _ => stalled.Reason.ToString(),
    };
}
