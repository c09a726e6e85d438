namespace KuPkg.Toml.Reading;

/// <summary>An array of tables while its document is read.</summary>
internal sealed class ArrayDraft(TomlPosition openedAt)
{
    private readonly List<TableDraft> _elements = [];

    /// <summary>Its first header.</summary>
    public TomlPosition OpenedAt { get; } = openedAt;

    /// <summary>The element that headers of deeper tables add to. There is always one.</summary>
    public TableDraft Latest => _elements[^1];

    public void Add(TableDraft element) => _elements.Add(element);

    public TomlArray ToArray()
    {
        var items = new TomlValue[_elements.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = _elements[i].ToTable();
        return new TomlArray(OpenedAt, items);
    }
}
