using System.Text.Json;
using KuPkg.Agent.History;
using KuPkg.Policy.Breakers;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg mirrors --json</c>.</summary>
internal static class MirrorsJson
{
    public static void Write(TextWriter writer, IReadOnlyList<MirrorMemory> mirrors, IReadOnlyList<ProbedMirror>? probes, DateTimeOffset now) =>
        writer.WriteLine(JsonSerializer.Serialize(
            new MirrorsDocument([.. mirrors.Select(m => ToDocument(m, now))], probes?.Select(ToDocument).ToList()), Json.Indented.MirrorsDocument));

    /// <summary>What a mirror did for a run.</summary>
    public static RunMirrorDocument ToDocument(MirrorTally tally) => new(
        tally.Mirror.Address, tally.Bytes, tally.Requests, tally.Answered, Rounded(tally.BytesPerSecond), Seconds(tally.FirstByte), Counts(tally.Failures), tally.ChangeOversAway, tally.HedgesWon);

    private static MirrorDocument ToDocument(MirrorMemory memory, DateTimeOffset now) => new(
        memory.Mirror.Address, Math.Round(MirrorPolicy.Score(memory, now), 3),
        Breaker.PhaseAt(memory.Breaker, now) switch { BreakerPhase.Closed => "closed", BreakerPhase.HalfOpen => "half-open", _ => "open" },
        Time(memory.Breaker.OpenUntil), Rounded(memory.BytesPerSecond), Seconds(memory.FirstByte), Time(memory.MeasuredAt), memory.Bytes, Counts(memory.Failures),
        memory.LastFailure is { } cause ? FailureCounts.Word(cause) : null, Time(memory.LastFailureAt), Time(memory.NewestRelease));

    private static ProbeDocument ToDocument(ProbedMirror probe) =>
        new(probe.Address, probe.IsUnchanged, probe.Words, Time(probe.LastModified), Math.Round(probe.Took.TotalSeconds, 3));

    private static Dictionary<string, double> Counts<T>(IReadOnlyDictionary<FailureCause, T> counts)
        where T : IConvertible => counts.OrderBy(static c => c.Key).ToDictionary(static c => FailureCounts.Word(c.Key), static c => Math.Round(c.Value.ToDouble(null), 2));

    private static string? Time(DateTimeOffset? at) => at is { } time ? Json.Time(time) : null;

    private static double? Seconds(TimeSpan? span) => span is { } value ? Math.Round(value.TotalSeconds, 4) : null;

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number) : null;
}

internal sealed record MirrorsDocument(IReadOnlyList<MirrorDocument> Mirrors, IReadOnlyList<ProbeDocument>? Probes);

internal sealed record MirrorDocument(
    string Address, double Score, string Breaker, string? OpenUntil, double? BytesPerSecond, double? FirstByteSeconds, string? MeasuredAt, long Bytes,
    IReadOnlyDictionary<string, double> Failures, string? LastFailure, string? LastFailureAt, string? NewestRelease);

internal sealed record ProbeDocument(string Address, bool? IsUnchanged, string Answer, string? LastModified, double TookSeconds);

internal sealed record RunMirrorDocument(
    string Address, long Bytes, int Requests, int Answered, double? BytesPerSecond, double? FirstByteSeconds, IReadOnlyDictionary<string, double> Failures, int ChangeOversAway, int HedgesWon);
