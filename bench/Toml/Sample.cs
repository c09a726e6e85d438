using System.Text;
using System.Text.Json;
using KuPkg.Toml;

namespace KuPkg.Bench.Toml;

/// <summary>A document like a configuration, of any length, and the same data as JSON.</summary>
internal static class Sample
{
    // Each kind of value and of table, in about the proportions of a configuration. # stands for a number.
    private const string Section = """
        # What host # does when nobody looks.
        [host#.schedule]
        every  = "12h"
        jitter = "6h"                   # its place in it is stable
        window = ["Mon-Fri 01:00-05:00", "Sat,Sun 00:00-24:00"]
        zone   = 'Europe/Berlin'
        since  = 2024-05-27T07:32:00Z

        [host#.packages]
        never = ["linux-image-*"]
        allow_removals = false
        keep_aside_max = 2_147_483_648
        weight.download = 0.75
        weight.install  = 1.25e-3
        note = "Stra\u00dfe und Caf\u00e9, with a \"quotation\" and a tab\t"

        [[host#.check]]
        tcp = "127.0.0.1:7000"
        within = { seconds = 30, tries = 3 }

        [[host#.check]]
        http = "http://127.0.0.1:7001/health"
        status = 200


        """;

    public static byte[] Toml(int bytes)
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < bytes; i++)
            text.Append(Section.Replace("#.", $"{i}.", StringComparison.Ordinal));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static byte[] Json(TomlValue value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            Write(writer, value);
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, TomlValue value)
    {
        switch (value)
        {
            case TomlTable table:
                writer.WriteStartObject();
                foreach (var entry in table.Entries)
                {
                    writer.WritePropertyName(entry.Key);
                    Write(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
            case TomlArray array:
                writer.WriteStartArray();
                foreach (var item in array.Items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case TomlString text:
                writer.WriteStringValue(text.Value);
                break;
            case TomlInteger integer:
                writer.WriteNumberValue(integer.Value);
                break;
            case TomlFloat number:
                writer.WriteNumberValue(number.Value);
                break;
            case TomlBoolean boolean:
                writer.WriteBooleanValue(boolean.Value);
                break;
            case TomlOffsetDateTime moment:
                writer.WriteStringValue($"{moment.Date}T{moment.Time}Z");
                break;
            default:
                throw new NotSupportedException(value.KindName);
        }
    }
}
