using System.Text;
using System.Text.Unicode;

namespace KuPkg.Toml.Tests.Robustness;

/// <summary>The lines and columns that a file has, counted in another way than the reader does.</summary>
internal sealed class Places
{
    // Of each line the column behind its last character.
    private readonly List<int> _lastColumns = [];

    public Places(byte[] document)
    {
        var text = document.AsSpan().StartsWith("\ufeff"u8) ? document.AsSpan(3) : document;

        // One column for each byte is the most that a line can have where the bytes are no UTF-8.
        var column = 1;
        foreach (var character in (Utf8.IsValid(text) ? Encoding.UTF8 : Encoding.Latin1).GetString(text))
        {
            if (character == '\n')
            {
                _lastColumns.Add(column);
                column = 1;
            }
            else if (!char.IsLowSurrogate(character))
            {
                column++;
            }
        }

        _lastColumns.Add(column);
    }

    /// <summary>Throws when the place of a value or key is not in the file.</summary>
    public void Check(TomlValue value)
    {
        Check(value.Position);
        if (value is TomlArray array)
        {
            foreach (var item in array.Items)
                Check(item);
        }
        else if (value is TomlTable table)
        {
            foreach (var entry in table.Entries)
            {
                Check(entry.KeyPosition);
                Check(entry.Value);
            }
        }
    }

    public void Check(TomlPosition position)
    {
        if (position.Line < 1 || position.Line > _lastColumns.Count || position.Column < 1 || position.Column > _lastColumns[position.Line - 1])
            throw new InvalidOperationException($"{position} is not in the file");
    }
}
