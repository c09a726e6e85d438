namespace KuPkg.Policy.Watch;

/// <summary>A process that waits for terminal input nobody will give is stalled at once.</summary>
internal static class TerminalInputRule
{
    /// <summary>Between the two looks that must agree: a program may pass through a read of its terminal.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    public static Verdict? Stalled(Look look)
    {
        if (look.Limits.IsAttended || look.Limits.IsStartedByPerson)
            return null;
        var readers = look.Sample.Processes.Where(p => Waits(look, p)).ToList();
        if (readers.Count == 0)
            return null;

        return new Stalled(StallReason.TerminalInput, look.Shape.InnermostLast(i => Waits(look, look.Sample.Processes[i])))
        {
            Evidence =
            [
                .. readers.Select(static p => $"{p.Name} (pid {p.Id}) waits for input on {(p.Wait is { Detail: { Length: > 0 } tty } ? tty : "its terminal")}, which nobody will give"),
                .. EvidenceText.Processes(look.Sample.Processes),
            ],
        };
    }

    private static bool Waits(Look look, ProcessSample process) =>
        process.Wait is { Kind: WaitKind.TerminalInput }
        && look.State.Processes.TryGetValue(process.Id, out var track)
        && track.TerminalSince is { } since && look.At - since >= Between;
}
