using KuPkg.Policy.Calendar;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg status</c>: the verdict, why, what to type. A healthy host shows its last and its next run and nothing else.</summary>
internal static class StatusScreen
{
    public static void Write(TextWriter writer, Terminal terminal, HostStatus status, DateTimeOffset now, TimeZoneInfo zone, DateTimeOffset? quarantinedSince = null)
    {
        var sheet = new Sheet(writer, terminal);
        var since = status.State == HostState.Quarantined && quarantinedSince is { } at ? $" since {Human.When(at, now, zone)}" : "";
        var verdict = $"{Word(status.State)}{since}{(status.Headline.Length > 0 ? $": {status.Headline}" : "")}";
        sheet.Title($"{status.Host}  {status.Track}  {status.Manager}", verdict, ToneOf(status.State));
        if (status.Commands.Count > 0) sheet.Row("to do", string.Join(" · ", status.Commands));

        for (var i = 0; i < status.NeedsPerson.Count; i++) Paragraph(sheet, i == 0 ? "needs you" : "", status.NeedsPerson[i], Tone.Bad);
        if (status.Running is { } running) Running(sheet, running, zone);
        if (status.LastRun is { } last) sheet.Row("last run", Line(last, now, zone));
        if (status.LastSuccess is { } success && success.Start.RunId != status.LastRun?.Start.RunId) sheet.Row("last good", Line(success, now, zone));
        Troubles(sheet, status, now);
        if (status.NextRuns.Count > 0) sheet.Row("next run", string.Join("; ", status.NextRuns.Select(next => Next(next, now, zone))));
        foreach (var held in status.Held) Held(sheet, held, now, zone);
        Services(sheet, status);
        foreach (var paused in status.Paused)
            sheet.Row("left alone", $"{paused.Name}   {Human.Count(paused.Failures, "version")} of it failed in a row; another one is tried {Human.When(paused.Until, now, zone)}     kupkg run --now {paused.Name}", Tone.Warn);
        foreach (var held in status.HeldServices)
            sheet.Row("held", $"{held.Service}   the service is not kept running{(held.Reason.Length > 0 ? $": {held.Reason}" : "")}     rm {held.File}");
        foreach (var warning in status.Warnings) Paragraph(sheet, "warning", warning, Tone.Warn);
        foreach (var other in status.OtherUpdaters)
            sheet.Row("updaters", $"{other.Name} is enabled and updates this host too     {other.EndedBy}");
        if (status.Reboot is { } reboot) sheet.Row("reboot", $"needed{(reboot.Length > 0 ? $": {reboot}" : "")}{OfReboot(status.RebootPlan, now, zone)}", Tone.Warn);
    }

    /// <summary>As the first line says it.</summary>
    public static string Word(HostState state) => state switch
    {
        HostState.Ok => "OK",
        HostState.Attention => "ATTENTION",
        HostState.Stale => "STALE",
        HostState.NeedsYou => "NEEDS YOU",
        HostState.Quarantined => "QUARANTINED",
        _ => "NEVER RAN",
    };

    private static string OfReboot(RebootDecision plan, DateTimeOffset now, TimeZoneInfo zone) => plan switch
    {
        RebootDecision.No { Why: "" } => "     systemctl reboot",
        RebootDecision.No no => $"; {no.Why}     systemctl reboot",
        RebootDecision.Later later => $"; by itself from {Human.When(later.From, now, zone)}",
        _ => "; by itself with the next tick",
    };

    private static Tone ToneOf(HostState state) => state switch
    {
        HostState.Ok => Tone.Good,
        HostState.NeedsYou => Tone.Bad,
        HostState.Attention or HostState.Stale => Tone.Warn,
        _ => Tone.Plain,
    };

    private static string Line(PastRun run, DateTimeOffset now, TimeZoneInfo zone)
    {
        var start = run.Start;
        if (run.Record is not { } record)
            return $"{Human.Ago(start.At, now)}, {Human.TimeOfDay(start.At, zone)}, interrupted: {run.Interrupted} (run {start.RunId})";
        var times = $"{Human.TimeOfDay(start.At, zone)}-{Human.TimeOfDay(record.EndedAt, zone)}";
        return $"{Human.Ago(record.EndedAt, now)}, {times}, {Told.Story(record)} (run {start.RunId}, {Human.Duration(record.Took)})";
    }

    private static string Next(NextRun next, DateTimeOffset now, TimeZoneInfo zone)
    {
        var when = next.At <= now ? "with the next tick" : Human.When(next.At, now, zone);
        var what = next.Scope switch
        {
            RunScope.Prepare => " refresh and download",
            RunScope.Install => " install",
            _ => "",
        };
        return $"{when}{what} ({next.Why})";
    }

    private static void Running(Sheet sheet, RunStatus running, TimeZoneInfo zone)
    {
        var what = string.Join(", ", new[] { running.Step ?? "between steps", running.Package ?? "" }.Where(word => word.Length > 0));
        sheet.Row("running", $"run {running.Run} since {Human.TimeOfDay(running.Since, zone)} (pid {running.Pid}): {what}");
        if (running.Verdict is { } verdict) sheet.More($"{verdict}{(running.Evidence is { Length: > 0 } evidence ? $": {evidence}" : "")}");
    }

    private static void Troubles(Sheet sheet, HostStatus status, DateTimeOffset now)
    {
        var label = "why";
        foreach (var run in status.Troubles)
        {
            var end = run.Record is { } record ? Told.Outcome(record)
                : run.Interrupted is { } why ? $"interrupted: {why}"
                : "its kupkg died; the next run takes it up";
            sheet.Row(label, $"run {run.Start.RunId}, {Human.Ago(run.Start.At, now)}: {end}");
            label = "";
        }
    }

    private static void Held(Sheet sheet, HeldPackage held, DateTimeOffset now, TimeZoneInfo zone)
    {
        var hold = held.Hold;
        var by = hold.RunId == 0 ? "by a person" : $"run {hold.RunId}";
        var end = hold.Until is { } until ? $"Held until {Human.When(until, now, zone)}, or until a newer version appears" : "Tried again when a newer version appears";
        sheet.Row("held", $"{hold.Package} {hold.Version}   {hold.Why} ({by}). {end}", Tone.Warn);
        sheet.More(hold.RunId == 0 ? held.FreedBy : $"kupkg report {hold.RunId} · {held.FreedBy}");
    }

    private static void Services(Sheet sheet, HostStatus status)
    {
        foreach (var state in status.Services.Where(static s => s.IsOpen))
        {
            var (label, record) = (state.Record.Result is ServiceFate.ByHand or ServiceFate.NeedsReboot ? "restart" : "ill", state.Record);
            sheet.Row(label, $"{record.Service}   {record.Text} (run {state.RunId})", record.Result == ServiceFate.Ill ? Tone.Bad : Tone.Warn);
            sheet.More(record.FreedBy);
        }

        var well = status.Services.Where(static s => !s.IsOpen).Select(static s => s.Record.Service).ToList();
        if (well.Count > 0) sheet.Row("services", $"{well.Count} healthy   {string.Join(", ", well.Take(8))}{(well.Count > 8 ? $" and {well.Count - 8} more" : "")}");
    }

    private static void Paragraph(Sheet sheet, string label, string text, Tone tone)
    {
        foreach (var line in Plain.Lines(text))
        {
            sheet.Row(label, line, tone);
            label = "";
        }
    }
}
