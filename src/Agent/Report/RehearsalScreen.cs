using KuPkg.Policy.Rehearsals;

namespace KuPkg.Agent.Report;

/// <summary>What a rehearsal showed, for a person: what the policy did, what it cost, what the host looks like afterwards.</summary>
internal static class RehearsalScreen
{
    public static void Write(TextWriter writer, Terminal terminal, RehearsalRecord record)
    {
        var sheet = new Sheet(writer, terminal);
        var broken = Promise.Broken(record);
        sheet.Title($"{record.Fault.Word()}: {record.Fault.Sentence()}", broken.Count == 0 ? "AS PROMISED" : "NOT AS PROMISED", broken.Count == 0 ? Tone.Good : Tone.Bad);
        foreach (var line in record.Timeline)
            sheet.Line($"    {line}", Tone.Faint);
        sheet.Row("cost", $"{Human.Duration(record.WithFault)}, without the fault {Human.Duration(record.Calm)}: {Human.Duration(record.Cost)} more");
        foreach (var package in record.Packages)
        {
            sheet.Row(
                "package",
                $"{package.Name} {(package.IsUpdated ? $"{package.Before} → {package.Now}" : $"{(package.IsAsBefore ? package.Now : $"{package.Now}, not whole")}; {(package.Cause.Length > 0 ? package.Cause : "nothing says why")}")}",
                package.IsUpdated ? Tone.Plain : Tone.Warn);
        }

        sheet.Row("database", record.Findings.Count == 0 ? "clean: dpkg --audit says nothing, apt-get check passes" : string.Join("; ", record.Findings), record.Findings.Count == 0 ? Tone.Plain : Tone.Bad);
        foreach (var reason in broken)
            sheet.Row("broken", reason, Tone.Bad);
        sheet.Blank();
    }

    /// <summary>The end: what was other than on the host, and the sum.</summary>
    public static void WriteEnd(TextWriter writer, Terminal terminal, IReadOnlyList<RehearsalRecord> records)
    {
        var sheet = new Sheet(writer, terminal);
        if (records.SelectMany(static r => r.SetAside).Distinct().ToList() is { Count: > 0 } aside)
        {
            sheet.Line("Other than on this host, so that a hang costs seconds and the rehearsal's packages are taken (the host's own limits: --real-limits):", Tone.Faint);
            foreach (var line in aside)
                sheet.Line($"    {line}", Tone.Faint);
        }

        var kept = records.Count(static r => Promise.Broken(r).Count == 0);
        sheet.Line(
            kept == records.Count ? $"As promised in {(kept == 1 ? "1 rehearsal" : $"all {kept} rehearsals")}. Nothing of this host was changed." : $"NOT as promised in {records.Count - kept} of {records.Count}. Nothing of this host was changed.",
            kept == records.Count ? Tone.Good : Tone.Bad);
    }
}
