namespace KuPkg.Policy.Watch;

/// <summary>The verdict when something moves, with its rates: <c>2.1 s of CPU and 310 MiB read and written in the last 10 s</c>.</summary>
internal static class ProgressText
{
    /// <summary>Over what time the rates of the evidence are taken.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromSeconds(10);

    public static Verdict Of(Look look)
    {
        if (look.Sample.Processes.Count == 0)
            return new Progressing { Evidence = ["no process is left"] };

        var totals = look.State.Totals;
        var since = look.State.Window.Before(look.At - Window) ?? totals;
        var span = look.At - since.At;
        if (span <= TimeSpan.Zero)
            return new Progressing { Evidence = ["just begun"] };

        var cpu = TimeSpan.FromMilliseconds(10.0 * (totals.CpuTicks - since.CpuTicks));
        var elsewhere = look.Sample.Elsewhere.Count > 0 ? $"; also counted: {string.Join(", ", look.Sample.Elsewhere.Select(static e => e.Who))}" : "";
        return new Progressing
        {
            Evidence = [$"{EvidenceText.Time(cpu)} of CPU and {EvidenceText.Size(totals.IoBytes - since.IoBytes)} read and written in the last {EvidenceText.Time(span)}{elsewhere}"],
        };
    }
}
