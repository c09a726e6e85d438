using KuPkg.Agent.History.Queue;

namespace KuPkg.Agent.Report;

/// <summary>Jobs of the queue, one a line.</summary>
internal static class QueueTable
{
    public static void Write(TextWriter writer, Terminal terminal, IReadOnlyList<QueuedJob> jobs, TimeZoneInfo zone)
    {
        var sheet = new Sheet(writer, terminal);
        if (jobs.Count == 0)
        {
            sheet.Line("no job was given to the queue");
            return;
        }

        sheet.Line($"{"JOB",5}  {"QUEUED",-16}  {"STATE",-8}  {"TRIES",-5}  COMMAND", Tone.Faint);
        foreach (var job in jobs)
        {
            sheet.Line(
                $"{job.JobId,5}  {Human.Sortable(job.QueuedAt, zone),-16}  {job.State.Word(),-8}  {$"{job.Tries}/{job.Asked.MostTries}",-5}  {job.Asked}",
                job.State is JobState.Failed or JobState.GivenUp ? Tone.Warn : Tone.Plain);
            if (job.State is JobState.Failed or JobState.GivenUp && job.Newest is { Summary.Length: > 0 } newest)
            {
                var next = job is { State: JobState.Failed, NextTryAt: { } at } ? $"; tried again from {Human.Sortable(at, zone)}" : "";
                sheet.Line($"       {newest.Summary}{next}; output: {newest.Output}", Tone.Faint);
            }
        }
    }
}
