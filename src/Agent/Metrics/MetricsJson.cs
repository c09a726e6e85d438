using System.Text.Json;

namespace KuPkg.Agent.Metrics;

/// <summary><c>kupkg metrics --json</c>.</summary>
internal static class MetricsJson
{
    public static void Write(Stream output, IEnumerable<MetricFamily> families)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteStartArray("metrics");
        foreach (var family in families)
        {
            writer.WriteStartObject();
            writer.WriteString("name", family.Name);
            writer.WriteString("type", family.Type);
            writer.WriteString("help", family.Help);
            writer.WriteStartArray("samples");
            foreach (var sample in family.Samples)
            {
                writer.WriteStartObject();
                writer.WriteStartObject("labels");
                foreach (var (name, value) in sample.Labels)
                    writer.WriteString(name, value);
                writer.WriteEndObject();
                writer.WriteNumber("value", sample.Value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        output.WriteByte((byte)'\n');
    }
}
