using KuPkg.Agent.History.Queue;

namespace KuPkg.Agent.Report;

/// <summary>One job with all that was seen of it.</summary>
internal static class JobReportScreen
{
    public static void Write(TextWriter writer, Terminal terminal, QueuedJob job, IReadOnlyList<JobNote> notes, TimeZoneInfo zone)
    {
        var sheet = new Sheet(writer, terminal);
        sheet.Line($"job {job.JobId}: {job.Asked}");
        sheet.Line($"given by {job.Asked.QueuedBy}, {Human.Sortable(job.QueuedAt, zone)}, in {job.Asked.Directory}; {job.State.Word()} after {job.Tries} of {job.Asked.MostTries} tries");
        foreach (var note in notes)
            sheet.Line($"{Human.TimeOfDay(note.At, zone)}  try {note.Try}  {note.Text}");
        if (job.Newest is { } newest)
            sheet.Line($"last try: {(newest.Summary.Length > 0 ? newest.Summary : "at work")}{(newest.Output.Length > 0 ? $"; output: {newest.Output}" : "")}", job.State == JobState.Done ? Tone.Plain : Tone.Warn);
    }
}
