using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KuPkg.Agent.History.Queue;

/// <summary>A job's command line and environment as JSON, which an operator can read in the table.</summary>
internal static class JobJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IReadOnlyList<string> argv) => Written(writer =>
    {
        writer.WriteStartArray();
        foreach (var word in argv) writer.WriteStringValue(word);
        writer.WriteEndArray();
    });

    public static string Write(IReadOnlyDictionary<string, string> environment) => Written(writer =>
    {
        writer.WriteStartObject();
        foreach (var (name, value) in environment.OrderBy(static v => v.Key, StringComparer.Ordinal)) writer.WriteString(name, value);
        writer.WriteEndObject();
    });

    public static IReadOnlyList<string> ReadWords(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(static word => word.GetString() ?? "")];
    }

    public static IReadOnlyDictionary<string, string> ReadVariables(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(static v => v.Name, static v => v.Value.GetString() ?? "", StringComparer.Ordinal);
    }

    private static string Written(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Readable)) write(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
