using System.Globalization;
using System.Text;

namespace KuPkg.Toml.Reading;

/// <content>What is told of what stands in the place of a key, and the names of characters in it.</content>
internal sealed partial class DocumentReader
{
    // What begins no other part of a statement was meant as a part of the key; a colon, too, unless it seems to stand for the equals sign.
    private bool IsStray(int at) => ByteAt(at) switch
    {
        ':' => !Bytes.IsBlank(ByteAt(at + 1)) && !Bytes.IsControl(ByteAt(at + 1)) && ByteAt(at + 1) is not (Bytes.End or '"' or '\'' or '[' or '{'),
        '=' or ',' or '#' or '"' or '\'' or '[' or ']' or '{' or '}' or '.' or Bytes.End => false,
        var c => !Bytes.IsBareKey(c) && !Bytes.IsBlank(c) && !Bytes.IsControl(c),
    };

    private string StrayInKey(int begin)
    {
        var stray = RuneAt(_at);
        if (InvisibleIn(_at, _at + 1) >= 0)
            return NoBlank(_at);
        if (begin == _at && (Peek() == ';' || (Peek() == '/' && Peek(1) is '/' or '*')))
            return "a comment begins with #";
        var end = begin;
        while (Bytes.IsBareKey(ByteAt(end)) || ByteAt(end) == '.' || IsStray(end))
            end++;
        return $"{Quoted.Character(stray)} in a key needs quotation marks: \"{Quoted.Text(source.AsSpan(begin..end))}\"";
    }

    private string MissingKey(bool isFirst) => Peek() switch
    {
        '=' when isFirst => "a key is missing before the \"=\"",
        _ when !isFirst => "a part of the key is missing after the dot",
        _ => $"a key is expected here, not {What(_at)}",
    };

    /// <summary>Where the first character begins that looks like a blank, or like nothing, and is none to TOML; -1 when there is none.</summary>
    private int InvisibleIn(int begin, int end)
    {
        for (; begin < end; begin += RuneAt(begin).Utf8SequenceLength)
        {
            if (ByteAt(begin) >= 0x80 && Rune.GetUnicodeCategory(RuneAt(begin)) is UnicodeCategory.Format or UnicodeCategory.SpaceSeparator)
                return begin;
        }

        return -1;
    }

    private string NoBlank(int at) => RuneAt(at).Value == 0xFEFF
        ? "a byte order mark may stand at the very start of the file only; delete it"
        : $"the invisible character {Quoted.Character(RuneAt(at))} may stand in strings and comments only; write a space, or delete it";

    // A short name for what stands at a place.
    private string What(int at)
    {
        if (ByteAt(at) is Bytes.End or '\n' || (ByteAt(at) == '\r' && ByteAt(at + 1) == '\n'))
            return "the end of the line";
        if (ByteAt(at) is '"' or '\'')
            return "a quotation mark";
        if (ByteAt(at) == '\r')
            return "a carriage return alone, which ends no line";
        var end = at;
        while (!Bytes.EndsBareValue(ByteAt(end)))
            end++;
        return end > at ? $"\"{Quoted.Text(source.AsSpan(at..end))}\"" : Quoted.Character(RuneAt(at));
    }

    private Rune RuneAt(int offset)
    {
        Rune.DecodeFromUtf8(source.AsSpan(offset..), out var rune, out _);
        return rune;
    }
}
