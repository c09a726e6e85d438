using KuPkg.Toml;

namespace KuPkg.Agent.Config;

/// <summary>The values of all files by the full names of their keys: per key the strongest file counts. Each value is checked where it stands, beaten or not.</summary>
internal sealed class MergedConfig
{
    private const string Mirrors = "mirrors";

    private readonly List<ConfigMistake> _mistakes;
    private readonly Dictionary<string, PlacedValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlacedValue> _alternates = new(StringComparer.Ordinal);

    /// <param name="fragments">The files, weakest first.</param>
    /// <param name="mistakes">Gets unknown keys and sections.</param>
    public MergedConfig(IEnumerable<ConfigFragment> fragments, List<ConfigMistake> mistakes)
    {
        _mistakes = mistakes;
        foreach (var fragment in fragments)
            Add(fragment.File, fragment.Root, "");
    }

    /// <summary>Values by key.</summary>
    public IReadOnlyDictionary<string, PlacedValue> Values => _values;

    /// <summary>Lists of alternates by base address.</summary>
    public IReadOnlyDictionary<string, PlacedValue> Alternates => _alternates;

    private void Add(string file, TomlTable table, string section)
    {
        foreach (var entry in table.Entries)
        {
            var name = section.Length == 0 ? entry.Key : $"{section}.{entry.Key}";
            if (KeyNames.IsSection(name) && entry.Value is TomlTable inner)
                Add(file, inner, name);
            else if (KeyNames.IsSection(name))
                _mistakes.Add(new(file, entry.Value.Position, $"[{name}] is a section, not a value; write its keys below a line [{name}]"));
            else if (SettingKeys.Find(name) is not null)
                _values[name] = new PlacedValue(file, entry.Value, _values.GetValueOrDefault(name));
            else if (section == Mirrors && MirrorAddress.IsOne(entry.Key))
                _alternates[entry.Key] = new PlacedValue(file, entry.Value, _alternates.GetValueOrDefault(entry.Key));
            else
                _mistakes.Add(new(file, entry.KeyPosition, KeyNames.Unknown(section, entry)));
        }
    }
}
