using System.Text.Json;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Report;

/// <summary>The document of <c>kupkg run --dry-run --json</c>.</summary>
internal static class DryRunJson
{
    public static void Write(TextWriter writer, Plan plan, IReadOnlyList<Change> removals, IReadOnlyList<TouchedService> services, DateTimeOffset? listsRefreshedAt, string? error) =>
        writer.WriteLine(JsonSerializer.Serialize(
            new DryRunDocument(
                listsRefreshedAt is { } at ? Json.Time(at) : null, [.. plan.Changes.Select(ChangeRow.Of)], [.. removals.Select(ChangeRow.Of)],
                [.. plan.KeptBack.Select(k => new KeptBackRow(k.Package.Name, k.Installed, k.Candidate, k.Cause, k.FreedBy))], [.. services.Select(static s => new TouchedRow(s.Name, s.IsWritten, WordOf(s.Treatment), s.Reason, [.. s.Packages]))], error),
            Json.Indented.DryRunDocument));

    private static string WordOf(Treatment treatment) => treatment switch
    {
        Treatment.Restart => "restart",
        Treatment.NeedsReboot => "needs-reboot",
        Treatment.ByHand => "by-hand",
        _ => "left-alone",
    };
}

/// <summary>The whole document.</summary>
internal sealed record DryRunDocument(
    string? ListsRefreshedAt, IReadOnlyList<ChangeRow> Changes, IReadOnlyList<ChangeRow> Removals, IReadOnlyList<KeptBackRow> KeptBack, IReadOnlyList<TouchedRow> Services, string? Error);

/// <summary>A service that the plan touches: <c>restart</c>, <c>needs-reboot</c>, <c>by-hand</c>, <c>left-alone</c>.</summary>
internal sealed record TouchedRow(string Service, bool Written, string Treatment, string Reason, IReadOnlyList<string> Packages);

/// <summary>One change.</summary>
internal sealed record ChangeRow(string Package, string Architecture, string? From, string? To, string Origin, bool Security)
{
    public static ChangeRow Of(Change change) =>
        new(change.Package.Name, change.Package.Architecture, change.From, change.To, change.Origin, change.IsSecurity);
}

/// <summary>One version that is not taken.</summary>
internal sealed record KeptBackRow(string Package, string Installed, string Candidate, string Cause, string FreedBy);
