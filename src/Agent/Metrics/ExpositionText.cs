using System.Globalization;

namespace KuPkg.Agent.Metrics;

/// <summary>The text format of Prometheus, version 0.0.4.</summary>
internal static class ExpositionText
{
    public static void Write(TextWriter writer, IEnumerable<MetricFamily> families)
    {
        foreach (var family in families)
        {
            if (family.Samples.Count == 0)
                continue;
            writer.Write($"# HELP {family.Name} {Escaped(family.Help)}\n# TYPE {family.Name} {family.Type}\n");
            foreach (var sample in family.Samples)
                writer.Write($"{family.Name}{Labels(sample)} {Number(sample.Value)}\n");
        }
    }

    private static string Labels(Sample sample) =>
        sample.Labels.Count == 0 ? "" : $"{{{string.Join(',', sample.Labels.Select(static l => $"{l.Name}=\"{Escaped(l.Value).Replace("\"", "\\\"", StringComparison.Ordinal)}\""))}}}";

    // Whole numbers without an exponent, so that a person can read a time.
    private static string Number(double value) =>
        value == Math.Floor(value) && Math.Abs(value) < 1e15 ? value.ToString("F0", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
