using System.Text.Json;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Records;
using KuPkg.Policy.Zombies;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg zombies --json</c>.</summary>
internal static class ZombiesJson
{
    public static void Write(TextWriter writer, ZombieFindings findings, CleaningDocument? cleaning, long nowTicks, DateTimeOffset now)
    {
        SeenDocument Of(SeenProcess p) => new(
            p.Id.Pid, p.Name, p.User, p.Command, Json.Time(ZombiesScreen.StartOf(p, nowTicks, now)), p.ParentPid, p.Unit.Length > 0 ? p.Unit : null, p.Executable.Length > 0 ? p.Executable : null);
        var document = new ZombiesDocument(
            [.. findings.Defunct.Select(g => new DefunctDocument(g.Parent is { } parent ? Of(parent) : null, g.ParentPid, g.Zombies.Count, [.. g.Zombies.Select(Of)], g.Remark))],
            [.. findings.Old.Select(o => new OldDocument(Of(o.Process), o.Why))],
            [.. findings.Stale.Select(s => new StaleDocument(s.Name, Word(s.Kind), s.Files, [.. s.Processes.Select(Of)], Word(s.Treatment), s.Remedy))],
            [.. findings.Orphans.Select(o => new OldDocument(Of(o.Process), o.Why))],
            findings.Looked, findings.InContainers, findings.Hidden, findings.Notes, cleaning);
        writer.WriteLine(JsonSerializer.Serialize(document, Json.Indented.ZombiesDocument));
    }

    /// <summary>What a cleaning did, for the document.</summary>
    public static CleaningDocument Cleaning(IReadOnlyList<ServiceAct> acts, IReadOnlyList<string> spared, int defunctLeft) =>
        new([.. acts.Select(static a => new ActDocument(Json.Time(a.At), a.Act, a.Service, a.Why, a.IsSuccess, a.Text))], spared, defunctLeft);

    private static string Word(StaleKind kind) => kind switch { StaleKind.Service => "service", StaleKind.Session => "session", _ => "outside" };

    private static string Word(Treatment treatment) => treatment switch
    {
        Treatment.Restart => "restart",
        Treatment.NeedsReboot => "needs-reboot",
        Treatment.ByHand => "by-hand",
        _ => "left-alone",
    };
}

internal sealed record ZombiesDocument(
    IReadOnlyList<DefunctDocument> Defunct, IReadOnlyList<OldDocument> OldInstances, IReadOnlyList<StaleDocument> DeletedCode, IReadOnlyList<OldDocument> Orphans,
    int Processes, int InContainers, int NotLookedInto, IReadOnlyList<string> Notes, CleaningDocument? Cleaning);

internal sealed record SeenDocument(int Pid, string Name, string User, string Command, string Since, int Parent, string? Unit, string? Executable);

internal sealed record DefunctDocument(SeenDocument? Parent, int ParentPid, int Count, IReadOnlyList<SeenDocument> Processes, string Remark);

internal sealed record OldDocument(SeenDocument Process, string Why);

internal sealed record StaleDocument(string Name, string Kind, IReadOnlyList<string> Files, IReadOnlyList<SeenDocument> Processes, string Treatment, string Remedy);

internal sealed record CleaningDocument(IReadOnlyList<ActDocument> Acts, IReadOnlyList<string> Spared, int DefunctLeft);

internal sealed record ActDocument(string At, string Act, string Service, string Why, bool IsSuccess, string Text);
