using KuPkg.Agent.History;
using KuPkg.Policy.Breakers;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg mirrors</c>: how each mirror fared on this host, and how it answers now if it was asked.</summary>
internal static class MirrorsScreen
{
    private const string Indent = "    ";

    /// <param name="writer">Where to.</param>
    /// <param name="terminal">How.</param>
    /// <param name="mirrors">What is remembered, by address.</param>
    /// <param name="probes">What came of asking them; null: they were not asked.</param>
    /// <param name="now">The host's clock.</param>
    /// <param name="zone">In which times are told.</param>
    public static void Write(
        TextWriter writer, Terminal terminal, IReadOnlyList<MirrorMemory> mirrors, IReadOnlyList<ProbedMirror>? probes, DateTimeOffset now, TimeZoneInfo zone)
    {
        var sheet = new Sheet(writer, terminal);
        if (mirrors.Count == 0 && probes is not { Count: > 0 })
        {
            sheet.Line("no mirror has been used through KuPkg yet     kupkg run --now");
            return;
        }

        foreach (var memory in mirrors)
            Memory(sheet, memory, now, zone);
        foreach (var probe in probes ?? [])
            sheet.Line($"asked just now: {probe.Address}: {Probe(probe)}", probe.IsGood ? Tone.Plain : Tone.Warn);
    }

    private static void Memory(Sheet sheet, MirrorMemory memory, DateTimeOffset now, TimeZoneInfo zone)
    {
        var phase = Breaker.PhaseAt(memory.Breaker, now);
        sheet.Line(memory.Mirror.Address, phase == BreakerPhase.Open ? Tone.Warn : Tone.Plain);
        var parts = new List<string> { phase switch { BreakerPhase.Closed => "in use", BreakerPhase.HalfOpen => "on trial", _ => $"asked last until {Human.When(memory.Breaker.OpenUntil ?? now, now, zone)}" } };
        parts.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"score {MirrorPolicy.Score(memory, now):0.00} of 1"));
        if (memory.BytesPerSecond is { } rate)
            parts.Add($"{Human.Size((long)rate)}/s");
        if (memory.FirstByte is { } first)
            parts.Add($"first byte after {Human.Duration(first)}");
        parts.Add($"{Human.Size(memory.Bytes)} in all");
        sheet.Lines(Indent, string.Join(", ", parts));
        if (memory.NewestRelease is { } release)
            sheet.Lines(Indent, $"newest Release of {Human.When(release, now, zone)}");
        if (memory.LastFailure is { } cause)
            sheet.Lines(Indent, $"last failure {Words(cause)}{(memory.LastFailureAt is { } at ? $", {Human.Ago(at, now)}" : "")}");
    }

    private static string Probe(ProbedMirror probe) =>
        $"{probe.Words}, after {Human.Duration(probe.Took)}{(probe.IsUnchanged == true ? ": what this host has" : probe.LastModified is { } at ? $": of {Json.Time(at)}" : "")}";

    /// <summary>A cause as people say it: <c>server error</c>.</summary>
    public static string Words(FailureCause cause) => FailureCounts.Word(cause).Replace('-', ' ');
}

/// <summary>A mirror that was asked for a Release file.</summary>
/// <param name="Address">The file, without passwords.</param>
/// <param name="IsUnchanged">True: it is what this host has. False: it has something else. Null: it did not answer so that one could tell.</param>
/// <param name="Words">What came back.</param>
/// <param name="LastModified">Its time of the file; null: it did not say.</param>
/// <param name="Took">To the header of the answer.</param>
internal sealed record ProbedMirror(string Address, bool? IsUnchanged, string Words, DateTimeOffset? LastModified, TimeSpan Took)
{
    /// <summary>Whether it has the file.</summary>
    public bool IsGood => IsUnchanged is not null;
}
