using System.Text.Json;
using KuPkg.Agent.Doctor;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg doctor</c>.</summary>
internal static class DoctorScreen
{
    public static void Write(TextWriter writer, Terminal terminal, IReadOnlyList<Finding> findings)
    {
        var sheet = new Sheet(writer, terminal);
        var worst = Worst(findings);
        sheet.Line(worst switch
        {
            Severity.NeedsPerson => "NEEDS YOU",
            Severity.Mendable => "BROKEN, and KuPkg can mend it",
            _ => "OK",
        }, worst switch { Severity.NeedsPerson => Tone.Bad, Severity.Mendable => Tone.Warn, _ => Tone.Good });
        foreach (var finding in findings)
        {
            var tone = finding.Severity switch { Severity.NeedsPerson => Tone.Bad, Severity.Mendable => Tone.Warn, _ => Tone.Plain };
            sheet.Line($"{Mark(finding.Severity)} {finding.Subject,-17} {finding.Text}{(finding.Remedy.Length > 0 ? $"     {finding.Remedy}" : "")}", tone);
        }
    }

    public static void WriteJson(TextWriter writer, IReadOnlyList<Finding> findings) => writer.WriteLine(JsonSerializer.Serialize(
        new DoctorDocument(Word(Worst(findings)), [.. findings.Select(static f => new FindingRow(Word(f.Severity), f.Subject, f.Text, f.Remedy))]), Json.Indented.DoctorDocument));

    /// <summary>0 fine or only notices; 1 broken and mendable; 2 a person is needed.</summary>
    public static int ExitCode(IReadOnlyList<Finding> findings) => Worst(findings) switch
    {
        Severity.NeedsPerson => 2,
        Severity.Mendable => 1,
        _ => 0,
    };

    private static Severity Worst(IReadOnlyList<Finding> findings) => findings.Select(static f => f.Severity).Append(Severity.Fine).Max();

    private static string Mark(Severity severity) => severity switch { Severity.Fine => "✔", Severity.Notice => "·", Severity.Mendable => "!", _ => "✘" };

    private static string Word(Severity severity) => severity switch
    {
        Severity.Fine => "fine",
        Severity.Notice => "notice",
        Severity.Mendable => "mendable",
        _ => "needs-person",
    };
}

/// <summary>The whole document.</summary>
internal sealed record DoctorDocument(string State, IReadOnlyList<FindingRow> Findings);

/// <summary>One finding.</summary>
internal sealed record FindingRow(string Severity, string Subject, string Text, string Remedy);
