using System.Text.Json;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg history --services</c>: what was done to services and processes between runs, one a line, the newest first.</summary>
internal static class ServiceActs
{
    public static void Write(TextWriter writer, Terminal terminal, IReadOnlyList<ServiceAct> acts, TimeZoneInfo zone)
    {
        var sheet = new Sheet(writer, terminal);
        if (acts.Count == 0)
        {
            sheet.Line("nothing was done to a service between runs yet     kupkg check --list");
            return;
        }

        sheet.Line($"{"AT",-16}  {"BY",-15}  {"SERVICE",-20}  {"ACT",-10}  WHY, AND WHAT CAME OF IT", Tone.Faint);
        foreach (var act in acts)
            sheet.Line($"{Human.Sortable(act.At, zone),-16}  {act.By,-15}  {act.Service,-20}  {act.Act,-10}  {act.Why}{(act.Text.Length > 0 ? $": {act.Text}" : "")}", act.IsSuccess ? Tone.Plain : Tone.Warn);
    }

    public static void WriteJson(TextWriter writer, string host, IReadOnlyList<ServiceAct> acts) => writer.WriteLine(JsonSerializer.Serialize(
        new ServiceActsDocument(host, [.. acts.Select(static a => new ServiceActRow(Json.Time(a.At), a.By, a.Service, a.Act, a.Why, a.IsSuccess, a.Text))]), Json.Indented.ServiceActsDocument));
}

internal sealed record ServiceActsDocument(string Host, IReadOnlyList<ServiceActRow> Acts);

internal sealed record ServiceActRow(string At, string By, string Service, string Act, string Why, bool IsSuccess, string Text);
