using System.Text.RegularExpressions;
using KuPkg.Policy.Rehearsals;

namespace KuPkg.Agent.Report;

/// <summary>What a rehearsal showed, for a person: what the policy did, what it cost, what the host looks like afterwards.</summary>
internal static partial class RehearsalScreen
{
    public static void Write(TextWriter writer, Terminal terminal, RehearsalRecord record)
    {
        var sheet = new Sheet(writer, terminal);
        var broken = Promise.Broken(record);
        sheet.Title($"{record.Fault.Word()}: {record.Fault.Sentence()}", broken.Count == 0 ? "AS PROMISED" : "NOT AS PROMISED", broken.Count == 0 ? Tone.Good : Tone.Bad);
        foreach (var line in WhatThePolicyDid(record.Timeline))
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

    // Each step and package is in --json; here it is about what was judged and done. A verdict that ends something keeps its first reason.
    private static IEnumerable<string> WhatThePolicyDid(IReadOnlyList<string> timeline)
    {
        for (var i = 0; i < timeline.Count; i++)
        {
            if (!Event().IsMatch(timeline[i]))
                continue;
            yield return timeline[i];
            if (timeline[i].Contains("stalled", StringComparison.Ordinal) || timeline[i].Contains("spinning", StringComparison.Ordinal))
            {
                if (i + 1 < timeline.Count && !Event().IsMatch(timeline[i + 1]) && timeline[i + 1].StartsWith("   ", StringComparison.Ordinal))
                    yield return timeline[i + 1];
            }
        }
    }

    // 21:23:22.123  kill      kupkg-rehearsal-odd.postinst: froze 524, 525, SIGKILL 525, 524; gone after 3 ms
    [GeneratedRegex(@"^\d\d:\d\d:\d\d\.\d{3}  (?!step |package |plan |run )")]
    private static partial Regex Event();

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
