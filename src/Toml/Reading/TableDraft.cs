namespace KuPkg.Toml.Reading;

/// <summary>A table while its document is read.</summary>
internal sealed class TableDraft(string name, TableDraft? parent, int depth, TableOrigin origin, TomlPosition openedAt)
{
    private const int MostWithoutIndex = 8;

    private readonly List<Slot> _slots = [];
    private Dictionary<string, Slot>? _index;

    /// <summary>The key that holds it in its parent; an element of an array of tables has the array's.</summary>
    public string Name { get; } = name;

    /// <summary>The table above; null for the root, an inline table, and what was opened in error.</summary>
    public TableDraft? Parent { get; } = parent;

    /// <summary>How many tables and arrays are around it.</summary>
    public int Depth { get; } = depth;

    public TableOrigin Origin { get; private set; } = origin;

    public TomlPosition OpenedAt { get; private set; } = openedAt;

    public Slot? Find(string key)
    {
        if (_index is not null)
            return _index.GetValueOrDefault(key);
        foreach (var slot in _slots)
        {
            if (slot.Key == key)
                return slot;
        }

        return null;
    }

    /// <param name="key">A key that it does not have yet, and its place.</param>
    /// <param name="content">As in <see cref="Slot.Content"/>.</param>
    public void Add(KeyPart key, object? content)
    {
        var slot = new Slot(key.Name, key.At, content);
        _slots.Add(slot);
        if (_index is null && _slots.Count > MostWithoutIndex)
        {
            _index = new Dictionary<string, Slot>(StringComparer.Ordinal);
            foreach (var each in _slots)
                _index.Add(each.Key, each);
        }
        else
        {
            _index?.Add(slot.Key, slot);
        }
    }

    /// <summary>What defines an implied table has come.</summary>
    public void Define(TableOrigin by, TomlPosition at) => (Origin, OpenedAt) = (by, at);

    public TomlTable ToTable()
    {
        var (entries, count) = (new TomlEntry[_slots.Count], 0);
        foreach (var slot in _slots)
        {
            if (slot.ToValue() is { } value)
                entries[count++] = new TomlEntry(slot.Key, slot.KeyAt, value);
        }

        Array.Resize(ref entries, count);
        return new TomlTable(OpenedAt, entries);
    }
}
