namespace KuPkg.Toml.Reading;

/// <summary>A key in a <see cref="TableDraft"/>.</summary>
/// <param name="key">The key.</param>
/// <param name="keyAt">Where it is first mentioned.</param>
/// <param name="content">
/// A <see cref="TableDraft"/>; an <see cref="ArrayDraft"/>; any other <see cref="TomlValue"/>, which is complete; or null: the key is there, but its value cannot be read.
/// </param>
internal sealed class Slot(string key, TomlPosition keyAt, object? content)
{
    public string Key { get; } = key;

    public TomlPosition KeyAt { get; } = keyAt;

    public object? Content { get; } = content;

    /// <summary>Where an operator would look for what it is: what opened a table, else the key.</summary>
    public TomlPosition DefinedAt => Content switch
    {
        TableDraft table => table.OpenedAt,
        ArrayDraft array => array.OpenedAt,
        _ => KeyAt,
    };

    public TomlValue? ToValue() => Content switch
    {
        TableDraft table => table.ToTable(),
        ArrayDraft array => array.ToArray(),
        TomlValue value => value,
        _ => null,
    };
}
