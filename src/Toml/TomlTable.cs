using System.Diagnostics.CodeAnalysis;

namespace KuPkg.Toml;

/// <summary>
/// A table, from a header, from dotted keys or inline; also the whole document. Its position is where it was opened: the bracket of its header, else the
/// brace, else the key that first mentioned it. Never changes.
/// </summary>
public sealed class TomlTable : TomlValue
{
    // Up to so many keys a look at each is quicker than a hash.
    private const int MostWithoutIndex = 8;

    private readonly TomlEntry[] _entries;
    private readonly Dictionary<string, TomlEntry>? _index;

    internal TomlTable(TomlPosition position, TomlEntry[] entries)
        : base(position)
    {
        _entries = entries;
        Entries = Array.AsReadOnly(entries);
        if (entries.Length <= MostWithoutIndex)
            return;
        _index = new Dictionary<string, TomlEntry>(entries.Length, StringComparer.Ordinal);
        foreach (var entry in entries)
            _index.Add(entry.Key, entry);
    }

    /// <summary>Keys and values, in the order of the file.</summary>
    public IReadOnlyList<TomlEntry> Entries { get; }

    /// <inheritdoc/>
    public override string KindName => "table";

    /// <summary>Finds a key. Case counts, and no dot is special.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out TomlEntry? entry)
    {
        if (_index is not null)
            return _index.TryGetValue(key, out entry);
        foreach (var candidate in _entries)
        {
            if (candidate.Key == key)
            {
                entry = candidate;
                return true;
            }
        }

        entry = null;
        return false;
    }
}
