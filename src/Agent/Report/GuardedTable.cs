using KuPkg.Agent.History.Queue;

namespace KuPkg.Agent.Report;

/// <summary>Commands that ended under guard, one a line.</summary>
internal static class GuardedTable
{
    public static void Write(TextWriter writer, Terminal terminal, IReadOnlyList<QueuedJob> jobs, TimeZoneInfo zone)
    {
        var sheet = new Sheet(writer, terminal);
        if (jobs.Count == 0)
        {
            sheet.Line("no command was guarded yet     kupkg guard -- CMD");
            return;
        }

        sheet.Line($"{"JOB",5}  {"BEGAN",-16}  {"TOOK",-13}  {"TRIES",-5}  {"ENDED",-20}  COMMAND", Tone.Faint);
        foreach (var job in jobs)
        {
            var took = job is { TriedAt: { } ended } ? Human.Duration(ended - job.QueuedAt) : "";
            var status = job.Newest is { Summary: var summary } && summary.Contains("ended by kupkg", StringComparison.Ordinal) ? "ended by kupkg" : $"{job.Newest?.Status}";
            sheet.Line(
                $"{job.JobId,5}  {Human.Sortable(job.QueuedAt, zone),-16}  {took,-13}  {$"{job.Tries}/{job.Asked.MostTries}",-5}  {status,-20}  {NameOf(job)}{job.Asked}",
                job.State == JobState.Done ? Tone.Plain : Tone.Warn);
        }
    }

    private static string NameOf(QueuedJob job) => job.Asked.QueuedBy.IndexOf(": ", StringComparison.Ordinal) is var at and > 0 ? $"[{job.Asked.QueuedBy[(at + 2)..]}] " : "";
}
