namespace KuPkg.Toml;

/// <summary>A key of a table and its value. Never changes.</summary>
public sealed class TomlEntry
{
    internal TomlEntry(string key, TomlPosition keyPosition, TomlValue value) => (Key, KeyPosition, Value) = (key, keyPosition, value);

    /// <summary>The key: one part of it, where it was written with dots.</summary>
    public string Key { get; }

    /// <summary>Where the key, this part of it, is first written: before the <c>=</c>, or in a header.</summary>
    public TomlPosition KeyPosition { get; }

    /// <summary>The value.</summary>
    public TomlValue Value { get; }
}
