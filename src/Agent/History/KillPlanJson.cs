using System.Text.Json;
using System.Text.Json.Serialization;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.History;

/// <summary>
/// The steps of a kill plan in the column <c>kills.plan</c>:
/// <c>[{"kind":"sweep","roots":["6364:88213"],"victims":["6365:88214","6364:88213"],"spared":[]},{"kind":"signal","signal":15,"targets":["6363:88000"],"grace_s":10}]</c>,
/// each process as pid:start ticks.
/// </summary>
internal static class KillPlanJson
{
    public static string Write(IReadOnlyList<KillStep> steps) =>
        JsonSerializer.Serialize([.. steps.Select(ToRow)], KillPlanJsonContext.Default.ListStepRow);

    public static IReadOnlyList<KillStep> Read(string json) =>
        [.. (JsonSerializer.Deserialize(json, KillPlanJsonContext.Default.ListStepRow) ?? []).Select(FromRow)];

    private static StepRow ToRow(KillStep step) => step switch
    {
        SweepStep sweep => new StepRow("sweep") { Roots = Words(sweep.Roots), Victims = Words(sweep.Victims), Spared = Words(sweep.Spared) },
        SignalStep signal => new StepRow("signal")
        {
            Signal = signal.Signal, Targets = Words(signal.Targets), GraceSeconds = Columns.Seconds(signal.Grace),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "the history does not know this step"),
    };

    private static KillStep FromRow(StepRow row) => row.Kind == "sweep"
        ? new SweepStep(Ids(row.Roots), Ids(row.Victims), Ids(row.Spared))
        : new SignalStep(
            row.Signal ?? 0, Ids(row.Targets), TimeSpan.FromTicks((long)Math.Round((row.GraceSeconds ?? 0) * TimeSpan.TicksPerSecond)));

    private static List<string> Words(IReadOnlyList<ProcessId> ids) => [.. ids.Select(id => $"{id.Pid}:{id.StartTicks}")];

    private static List<ProcessId> Ids(List<string>? words) => [.. (words ?? []).Select(word =>
    {
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        return new ProcessId(int.Parse(word.AsSpan(0, colon)), long.Parse(word.AsSpan(colon + 1)));
    })];
}

/// <summary>One step as it stands in the column.</summary>
internal sealed record StepRow(string Kind)
{
    public List<string>? Roots { get; init; }

    public List<string>? Victims { get; init; }

    public List<string>? Spared { get; init; }

    public int? Signal { get; init; }

    public List<string>? Targets { get; init; }

    [JsonPropertyName("grace_s")]
    public double? GraceSeconds { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<StepRow>))]
internal sealed partial class KillPlanJsonContext : JsonSerializerContext;
