namespace KuPkg.Policy.Watch;

/// <summary>CPU without any effect, and processes without end.</summary>
internal static class SpinRule
{
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(5);

    /// <summary>Whether CPU comes after a rest so long that the time before it was no spin: a script that slept its known silence is not spinning when it wakes.</summary>
    public static bool HasRested(JudgeState before, Movement moved, TimeSpan at, WatchLimits limits) =>
        moved.HasCpu && at - before.LastMoved >= (limits.Quiet < limits.Spin / 4 ? limits.Quiet : limits.Spin / 4);

    public static Verdict? Runaway(Look look)
    {
        var count = look.Sample.Processes.Count;
        if (count <= look.Limits.ProcessCeiling)
            return null;

        var bulk = look.Shape.Bulk();
        return new Spinning(look.At - look.State.SpinSince, bulk is null ? [] : [bulk.Id])
        {
            Evidence =
            [
                $"{count} processes, more than the ceiling of {look.Limits.ProcessCeiling}",
                .. bulk is null ? (IEnumerable<string>)[] : EvidenceText.Processes([bulk]).Prepend("most of them under:"),
            ],
        };
    }

    public static Verdict? Spinning(Look look)
    {
        var without = look.At - look.State.SpinSince;
        if (without < look.Limits.Spin || look.At - look.State.LastCpu >= Recent)
            return null;

        var burners = look.Sample.Processes.Where(p => Burns(look, p)).ToList();
        return new Spinning(without, look.Shape.InnermostLast(i => Burns(look, look.Sample.Processes[i])))
        {
            Evidence =
            [
                $"CPU is used, but there was no I/O, no fork, no output and no growth for {EvidenceText.Time(without)} (limit {EvidenceText.Limit(look.Limits.Spin)})",
                .. EvidenceText.Processes(burners.Count > 0 ? burners : look.Sample.Processes),
            ],
        };
    }

    private static bool Burns(Look look, ProcessSample process) =>
        look.State.Processes.TryGetValue(process.Id, out var track) && track.LastCpuAt is { } used && look.At - used < Recent;
}
