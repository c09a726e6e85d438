using System.Globalization;
using System.Text;

namespace KuPkg.Toml.Reading;

/// <summary>Pieces of the document, as messages show them: short, on one line, and without control characters.</summary>
internal static class Quoted
{
    private const int MostCharacters = 60;

    /// <summary>A piece of the file as it stands there, for a place between quotation marks.</summary>
    /// <param name="text">Valid UTF-8.</param>
    public static string Text(ReadOnlySpan<byte> text)
    {
        // Four bytes a character at most: what is beyond is cut in any case. No character is cut in two.
        var length = Math.Min(text.Length, MostCharacters * 4 + 4);
        while (length < text.Length && (text[length] & 0xC0) == 0x80)
            length--;
        return Cut(Decode.Text(text[..length]));
    }

    /// <summary>A character by its name, when it cannot be shown.</summary>
    public static string Character(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
            ? $"U+{rune.Value:X4}"
            : $"\"{rune}\"";

    /// <summary>A part of a key as it would be written: bare where it can be, else in quotation marks.</summary>
    public static string Key(string key)
    {
        foreach (var character in key)
        {
            if (!Bytes.IsBareKey(character))
                return $"\"{Cut(key)}\"";
        }

        return key.Length == 0 ? "\"\"" : Cut(key);
    }

    /// <summary>How to write a text as a TOML string, in the simplest quotation marks that will do.</summary>
    public static string Suggestion(string text)
    {
        if (!text.Contains('"', StringComparison.Ordinal) && !text.Contains('\\', StringComparison.Ordinal))
            return $"\"{text}\"";
        return text.Contains('\'', StringComparison.Ordinal) ? $"'''{text}'''" : $"'{text}'";
    }

    public static string Cut(string text)
    {
        if (text.Length > MostCharacters)
            text = $"{text[..(char.IsHighSurrogate(text[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters)]}…";
        foreach (var character in text)
        {
            if (char.IsControl(character))
                return Shown(text);
        }

        return text;
    }

    private static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var character in text)
        {
            if (char.IsControl(character))
                shown.Append($"\\u{(int)character:X4}");
            else
                shown.Append(character);
        }

        return shown.ToString();
    }
}
