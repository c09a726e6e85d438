using System.Text;

namespace KuPkg.Toml.Tests.Robustness;

/// <summary>The lines and columns that a file has, counted in another way than the reader does.</summary>
internal sealed class Places(byte[] document)
{
    private readonly List<int> _columns = [.. Lines(document).Select(line => line.Sum(c => char.IsLowSurrogate(c) ? 0 : 1) + 1)];

    /// <summary>Throws when the place of a value or key is not in the file.</summary>
    public void Check(TomlValue value)
    {
        Check(value.Position);
        foreach (var item in (value as TomlArray)?.Items ?? [])
            Check(item);
        foreach (var entry in (value as TomlTable)?.Entries ?? [])
        {
            Check(entry.KeyPosition);
            Check(entry.Value);
        }
    }

    public void Check(TomlPosition position)
    {
        if (position.Line < 1 || position.Line > _columns.Count || position.Column < 1 || position.Column > _columns[position.Line - 1])
            throw new InvalidOperationException($"{position} is not in the file");
    }

    private static string[] Lines(byte[] document)
    {
        var text = document.AsSpan().StartsWith("\ufeff"u8) ? document.AsSpan(3) : document;
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text).Split('\n');
        }
        catch (DecoderFallbackException)
        {
            // One column for each byte is the most that a line of such a file can have.
            return Encoding.Latin1.GetString(text).Split('\n');
        }
    }
}
