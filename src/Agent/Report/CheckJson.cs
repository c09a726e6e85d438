using System.Text.Json;
using KuPkg.Agent.Config.Contracts;
using KuPkg.Policy.Gates;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg check --json</c>, with and without <c>--list</c>.</summary>
internal static class CheckJson
{
    /// <param name="writer">Where to.</param>
    /// <param name="services">What was found.</param>
    /// <param name="holdOf">Why a service is held; null: it is not.</param>
    public static void Write(TextWriter writer, IReadOnlyList<ServiceHealth> services, Func<string, string?> holdOf) => writer.WriteLine(JsonSerializer.Serialize(
        new CheckDocument(services.All(static s => s.IsHealthy), [.. services.Select(s => new CheckedService(
            s.Contract.Name, s.IsHealthy, holdOf(s.Contract.Name), [.. s.Checks.Select(RowOf)]))]),
        Json.Indented.CheckDocument));

    /// <summary>One check.</summary>
    public static CheckRow RowOf(CheckResult check) => new(check.Check.Words, check.IsPassed, check.Words, Math.Round(check.Took.TotalSeconds, 3), check.Tries);

    public static void WriteList(TextWriter writer, IReadOnlyList<PlacedContract> contracts) => writer.WriteLine(JsonSerializer.Serialize(
        new ContractsDocument([.. contracts.Select(static c => new ContractRow(
            c.Contract.Name, c.Place, c.Contract.Packages, [.. c.Contract.Checks.Select(static k => k.Words)], [.. c.Contract.OnFailure.Select(static r => r.ToString().ToLowerInvariant())]))]),
        Json.Indented.ContractsDocument));
}

internal sealed record CheckDocument(bool Healthy, IReadOnlyList<CheckedService> Services);

internal sealed record CheckedService(string Service, bool Healthy, string? Held, IReadOnlyList<CheckRow> Checks);

internal sealed record CheckRow(string Check, bool Passed, string Text, double TookSeconds, int Tries);

internal sealed record ContractsDocument(IReadOnlyList<ContractRow> Contracts);

internal sealed record ContractRow(string Service, string Place, IReadOnlyList<string> Packages, IReadOnlyList<string> Checks, IReadOnlyList<string> OnFailure);
