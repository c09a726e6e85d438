using System.Globalization;
using System.Text.Json;

namespace KuPkg.Toml.Tests.Corpus;

/// <summary>
/// Documents and the corpus's tagged JSON (<c>{"type": "integer", "value": "42"}</c>) in one form that can be compared: keys in order, floats
/// and moments as one spelling.
/// </summary>
internal static class Tagged
{
    public static string Text(TomlValue value) => value switch
    {
        TomlTable table => Table(table.Entries.Select(entry => (entry.Key, Text(entry.Value)))),
        TomlArray array => Array(array.Items.Select(Text)),
        TomlString text => Scalar("string", text.Value),
        TomlInteger integer => Scalar("integer", integer.Value.ToString(CultureInfo.InvariantCulture)),
        TomlFloat number => Scalar("float", Float(number.Value)),
        TomlBoolean boolean => Scalar("bool", boolean.Value ? "true" : "false"),
        TomlOffsetDateTime moment => Scalar("datetime", $"{moment.Date}T{moment.Time}{Offset(moment.OffsetMinutes)}"),
        TomlLocalDateTime moment => Scalar("datetime-local", $"{moment.Date}T{moment.Time}"),
        TomlLocalDate date => Scalar("date-local", date.Value.ToString()),
        TomlLocalTime time => Scalar("time-local", time.Value.ToString()),
        _ => throw new ArgumentException(value.KindName, nameof(value)),
    };

    public static string Text(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => Array(json.EnumerateArray().Select(Text)),
        _ when IsScalar(json, out var type, out var value) => value.ValueKind == JsonValueKind.Array ? Text(value) : Scalar(type, Spelled(type, value.GetString()!)),
        _ => Table(json.EnumerateObject().Select(property => (property.Name, Text(property.Value)))),
    };

    private static bool IsScalar(JsonElement json, out string type, out JsonElement value)
    {
        (type, value) = ("", default);
        if (json.EnumerateObject().Count() != 2 || !json.TryGetProperty("type", out var tag) || tag.ValueKind != JsonValueKind.String || !json.TryGetProperty("value", out value))
            return false;
        type = tag.GetString()!;
        return true;
    }

    private static string Spelled(string type, string value) => type switch
    {
        "float" => Float(value.TrimStart('+') switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" or "-nan" => double.NaN,
            var number => double.Parse(number, CultureInfo.InvariantCulture),
        }),
        "datetime" or "datetime-local" or "time-local" => Moment(value.Replace(' ', 'T').Replace('t', 'T').Replace('z', 'Z')),
        _ => value,
    };

    // 17:45:56.6000+00:00 is 17:45:56.6Z.
    private static string Moment(string value)
    {
        var offset = value.EndsWith('Z') ? value.Length - 1 : value.Length > 10 && value[^6] is '+' or '-' ? value.Length - 6 : value.Length;
        var clock = value[..offset];
        return (clock.Contains('.', StringComparison.Ordinal) ? clock.TrimEnd('0').TrimEnd('.') : clock)
            + (value[offset..] is "+00:00" or "-00:00" ? "Z" : value[offset..]);
    }

    // All bits of it; but the corpus does not tell zero from minus zero.
    private static string Float(double value) =>
        double.IsNaN(value) ? "nan" : value == 0 ? "0" : BitConverter.DoubleToInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);

    private static string Offset(int minutes) =>
        minutes == 0 ? "Z" : $"{(minutes < 0 ? '-' : '+')}{Math.Abs(minutes) / 60:D2}:{Math.Abs(minutes) % 60:D2}";

    private static string Scalar(string type, string value) => $"{type} {JsonSerializer.Serialize(value)}";

    private static string Array(IEnumerable<string> items) => $"[{string.Join(", ", items)}]";

    private static string Table(IEnumerable<(string Key, string Value)> entries) =>
        $"{{{string.Join(", ", entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{JsonSerializer.Serialize(entry.Key)}: {entry.Value}"))}}}";
}
