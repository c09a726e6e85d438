using System.Text.Json;
using KuPkg.Policy.Notices;

namespace KuPkg.Agent.Notify;

/// <summary>A notice as the document that <c>notify.command</c> reads.</summary>
internal static class CommandDocument
{
    public static void Write(Stream output, Notice notice)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("occasion", notice.Occasion.Word());
        writer.WriteString("host", notice.Host);
        writer.WriteString("headline", notice.Headline);
        writer.WritePropertyName("status");
        writer.WriteRawValue(notice.StatusJson.Trim());
        writer.WritePropertyName("report");
        writer.WriteRawValue(notice.ReportJson.Trim());
        writer.WriteEndObject();
    }
}
