using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary>Past runs, one a line.</summary>
internal static class HistoryTable
{
    public static void Write(TextWriter writer, Terminal terminal, IReadOnlyList<PastRun> runs, TimeZoneInfo zone)
    {
        var sheet = new Sheet(writer, terminal);
        if (runs.Count == 0)
        {
            sheet.Line("no run yet     kupkg run --now");
            return;
        }

        sheet.Line($"{"RUN",5}  {"STARTED",-16}  {"TOOK",-13}  {"OUTCOME",-23}  SUMMARY", Tone.Faint);
        foreach (var run in runs) sheet.Line(Line(run, zone), run.Record is { } record ? Told.ToneOf(record) : Tone.Warn);
    }

    private static string Line(PastRun run, TimeZoneInfo zone)
    {
        var (took, outcome, summary) = run.Record is { } record
            ? (Human.Duration(record.Took), Told.Words(record.Outcome), record.Summary)
            : run.Interrupted is { } why ? ("", "interrupted", why) : ("", "not ended", "at work, or its kupkg died: kupkg status");
        return $"{run.Start.RunId,5}  {Human.Sortable(run.Start.At, zone),-16}  {took,-13}  {outcome,-23}  {summary}";
    }
}
