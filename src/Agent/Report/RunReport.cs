using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Model;
using KuPkg.Policy.Notices;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary>One run's story: what came of it first, then the timeline, then each package that was not updated and what frees it.</summary>
internal static class RunReport
{
    // Routine steps of the package manager in a row; more than these are told as a number, so that a hang is not hidden among hundreds.
    private const int RoutineShown = 3;
    private const int TextColumn = 24;

    public static void Write(TextWriter writer, Terminal terminal, PastRun run, IReadOnlyList<RunEvent> events, IReadOnlyList<MirrorTally> mirrors, ToldNotice? notice, TimeZoneInfo zone)
    {
        var sheet = new Sheet(writer, terminal);
        Head(sheet, run, zone);
        sheet.Blank();
        Timeline(sheet, events, zone);
        Section(sheet, "mirrors", mirrors, mirror => sheet.Lines("  ", Mirror(mirror), mirror.FailuresInARow > 0 ? Tone.Warn : Tone.Plain));
        if (run.Record is { } record) Tail(sheet, record);
        Section(sheet, "told", notice is { Result.Length: > 0 } ? [notice] : Array.Empty<ToldNotice>(), told =>
            sheet.Lines("  ", $"{told.Occasion.Word()}: {told.Result}", told.IsDelivered ? Tone.Plain : Tone.Warn));
    }

    private static void Head(Sheet sheet, PastRun run, TimeZoneInfo zone)
    {
        var start = run.Start;
        sheet.Line($"run {start.RunId} on {start.Host} ({start.Track}, {start.Manager}): {start.Why}; kupkg {start.Version}");
        if (run.Record is { } record)
        {
            sheet.Line($"{Human.LongTime(start.At, zone)} ({zone.Id}), {Human.Duration(record.Took)}, {Human.Size(record.FetchedBytes)} fetched");
            sheet.Line(Told.Outcome(record), Told.ToneOf(record));
            return;
        }

        sheet.Line($"{Human.LongTime(start.At, zone)} ({zone.Id})");
        sheet.Line(run.Interrupted is { } why ? $"interrupted: {why}" : "not ended: at work, or its kupkg died     kupkg status", Tone.Warn);
    }

    private static void Timeline(Sheet sheet, IReadOnlyList<RunEvent> events, TimeZoneInfo zone)
    {
        for (var i = 0; i < events.Count; i++)
        {
            var routine = 0;
            while (i + routine < events.Count && events[i + routine] is PackageStepped { IsError: false }) routine++;
            if (routine > RoutineShown + 1)
            {
                Event(sheet, events[i], zone);
                Event(sheet, events[i + 1], zone);
                sheet.Line($"{"",TextColumn}… {Human.Count(routine - RoutineShown, "step")} like these; --json has them");
                i += routine - 1;
            }

            Event(sheet, events[i], zone);
        }
    }

    private static void Event(Sheet sheet, RunEvent happened, TimeZoneInfo zone)
    {
        var told = Told.Of(happened);
        sheet.Line($"{Human.ExactTime(happened.At, zone)}  {told.Kind,-8}  {told.Text}", told.Tone);
        foreach (var line in told.More) sheet.Lines(new string(' ', TextColumn), line);
    }

    private static void Tail(Sheet sheet, RunRecord record)
    {
        Section(sheet, "not updated", [.. record.Packages.Where(p => p.Result != PackageFate.Updated)], package => ClosingLines.NotUpdated(sheet, package));
        Section(
            sheet, "updated", [.. record.Packages.Where(p => p.Result == PackageFate.Updated)],
            package => sheet.Line($"  {package.Change}{Security(package.Change)}"));
        Section(sheet, "services", record.Services, service => sheet.Lines("  ", $"{service.Service}  {Told.Words(service.Result)}: {service.Text}{(service.FreedBy.Length > 0 ? $"     {service.FreedBy}" : "")}", Told.ToneOf(service.Result)));
        Section(sheet, "warnings", record.Warnings, warning => sheet.Lines("  ", warning, Tone.Warn));
        Section(sheet, "needs you", record.NeedsPerson, need => sheet.Lines("  ", need, Tone.Bad));
    }

    // http://mirror-1.example.net/debian/  38.2 MiB, 12.4 MiB/s, first byte after 12 ms; left 2 times; failed: silent 2
    private static string Mirror(MirrorTally mirror)
    {
        var parts = new List<string> { Human.Size(mirror.Bytes) };
        if (mirror.BytesPerSecond is { } rate) parts.Add($"{Human.Size((long)rate)}/s");
        if (mirror.FirstByte is { } first) parts.Add($"first byte after {Human.Duration(first)}");
        var text = $"{mirror.Mirror.Address}  {string.Join(", ", parts)}";
        if (mirror.ChangeOversAway > 0) text += $"; left in mid-file {Human.Count(mirror.ChangeOversAway, "time")}";
        if (mirror.HedgesWon > 0) text += $"; won {Human.Count(mirror.HedgesWon, "race")}";
        return mirror.Failures.Count == 0 ? text : $"{text}; failed: {string.Join(", ", mirror.Failures.Select(f => $"{MirrorsScreen.Words(f.Key)} {f.Value}"))}";
    }

    private static string Security(Change change) => change.IsSecurity ? " (security)" : "";

    private static void Section<T>(Sheet sheet, string title, IReadOnlyList<T> items, Action<T> write)
    {
        if (items.Count == 0) return;
        sheet.Blank();
        sheet.Line(title);
        foreach (var item in items) write(item);
    }
}
