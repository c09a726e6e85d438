using System.Text.Json;
using KuPkg.Agent.Config.Contracts;
using KuPkg.Policy.Gates;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg check --json</c>, with and without <c>--list</c>.</summary>
internal static class CheckJson
{
    public static void Write(TextWriter writer, IReadOnlyList<ServiceHealth> services) => writer.WriteLine(JsonSerializer.Serialize(
        new CheckDocument(services.All(static s => s.IsHealthy), [.. services.Select(static s => new CheckedService(
            s.Contract.Name, s.IsHealthy, [.. s.Checks.Select(static c => new CheckRow(c.Check.Words, c.IsPassed, c.Words, Math.Round(c.Took.TotalSeconds, 3), c.Tries))]))]),
        Json.Indented.CheckDocument));

    public static void WriteList(TextWriter writer, IReadOnlyList<PlacedContract> contracts) => writer.WriteLine(JsonSerializer.Serialize(
        new ContractsDocument([.. contracts.Select(static c => new ContractRow(
            c.Contract.Name, c.Place, c.Contract.Packages, [.. c.Contract.Checks.Select(static k => k.Words)], [.. c.Contract.OnFailure.Select(static r => r.ToString().ToLowerInvariant())]))]),
        Json.Indented.ContractsDocument));
}

internal sealed record CheckDocument(bool Healthy, IReadOnlyList<CheckedService> Services);

internal sealed record CheckedService(string Service, bool Healthy, IReadOnlyList<CheckRow> Checks);

internal sealed record CheckRow(string Check, bool Passed, string Text, double TookSeconds, int Tries);

internal sealed record ContractsDocument(IReadOnlyList<ContractRow> Contracts);

internal sealed record ContractRow(string Service, string Place, IReadOnlyList<string> Packages, IReadOnlyList<string> Checks, IReadOnlyList<string> OnFailure);
