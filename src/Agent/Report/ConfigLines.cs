using KuPkg.Agent.Config;

namespace KuPkg.Agent.Report;

/// <summary>What is in force, key by key.</summary>
internal static class ConfigLines
{
    /// <summary>The origin of what no file gives.</summary>
    public const string Default = "default";

    /// <summary>Each key in the order of the documentation, then the mirrors.</summary>
    public static IEnumerable<ConfigLine> Of(ConfigState.Loaded config)
    {
        foreach (var key in SettingKeys.All)
            yield return Line(key.Name, key.Write(config.Settings), config.Merged?.Values.GetValueOrDefault(key.Name));
        foreach (var (address, list) in config.Settings.Mirrors.Alternates)
            yield return Line($"mirrors.\"{address}\"", $"[{string.Join(", ", list.Select(static a => $"\"{a}\""))}]", config.Merged?.Alternates.GetValueOrDefault(address));
    }

    private static ConfigLine Line(string key, string? value, PlacedValue? placed)
    {
        var replaces = new List<string>();
        for (var beaten = placed?.Beaten; beaten is not null; beaten = beaten.Beaten)
            replaces.Add(beaten.Place);
        return new ConfigLine(key, value, placed?.Place ?? Default, replaces);
    }
}

/// <summary>A key in force.</summary>
/// <param name="Key">Its full name.</param>
/// <param name="Value">As a file would hold it; null: none.</param>
/// <param name="Origin">File, line and column, or <c>default</c>.</param>
/// <param name="Replaces">Where weaker files give it.</param>
internal sealed record ConfigLine(string Key, string? Value, string Origin, IReadOnlyList<string> Replaces);
