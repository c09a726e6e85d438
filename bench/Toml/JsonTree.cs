using System.Text.Json;

namespace KuPkg.Bench.Toml;

/// <summary>The peer: System.Text.Json, made to do what the TOML reader does, a tree of objects with all strings and numbers read.</summary>
internal static class JsonTree
{
    public static object? Read(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return Tree(document.RootElement);
    }

    private static object? Tree(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var table = new Dictionary<string, object?>();
                foreach (var property in element.EnumerateObject())
                    table.Add(property.Name, Tree(property.Value));
                return table;
            case JsonValueKind.Array:
                var array = new List<object?>();
                foreach (var item in element.EnumerateArray())
                    array.Add(Tree(item));
                return array;
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.Number:
                return element.TryGetInt64(out var integer) ? integer : element.GetDouble();
            default:
                return element.ValueKind == JsonValueKind.True;
        }
    }
}
