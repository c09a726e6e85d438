using System.Text;

namespace KuPkg.Toml.Reading;

/// <content>Keys.</content>
internal sealed partial class DocumentReader
{
    // The parts of the keys that are being read: the values of some contain others.
    private KeyPart[] _keys = new KeyPart[8];
    private int _keyCount;

    private ReadOnlySpan<KeyPart> Keys(int from) => _keys.AsSpan(from, _keyCount - from);

    /// <summary>Reads a dotted key and the blanks behind it, and adds its parts to <see cref="_keys"/>.</summary>
    /// <param name="depth">Of the table that it begins in.</param>
    private bool ReadPath(int depth)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            SkipBlanks();
            if (depth++ > TomlDocument.MostDepth)
                return Fail(_at, Conflict.TooDeep);
            var at = Here();
            if (ReadKey(isFirst) is not { } name)
                return false;
            if (_keyCount == _keys.Length)
                Array.Resize(ref _keys, _keys.Length * 2);
            _keys[_keyCount++] = new KeyPart(name, at);
            SkipBlanks();
            if (Peek() != '.')
                return true;
            _at++;
        }
    }

    private string? ReadKey(bool isFirst)
    {
        switch (Peek())
        {
            case '"' or '\'' when Peek(1) == Peek() && Peek(2) == Peek():
                Fail(_at, "a key cannot be a multi-line string; write it between single quotation marks");
                return null;
            case '"':
                return ReadBasic();
            case '\'':
                return ReadLiteral();
        }

        var begin = _at;
        while (Bytes.IsBareKey(Peek()))
            _at++;
        var isStray = IsStray(_at);
        if (_at > begin && !isStray)
            return Encoding.ASCII.GetString(source.AsSpan(begin.._at));
        Fail(_at, isStray ? StrayInKey(begin) : MissingKey(isFirst));
        return null;
    }

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
        if (stray.Value == 0xFEFF)
            return "a byte order mark may stand at the very start of the file only; delete it";
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

    private bool TakeEquals()
    {
        if (Peek() == '=')
        {
            _at++;
            SkipBlanks();
            return true;
        }

        if (IsAtLineEnd || Peek() == '#')
            return Fail(_at, "a key alone says nothing: \"=\" and a value are missing");
        return Fail(_at, Peek() == ':'
            ? "a key is followed by \"=\", not by \":\""
            : $"\"=\" is missing between the key and {What(_at)}; a key with other characters than A-Z a-z 0-9 _ - needs quotation marks");
    }

    // A short name for what stands at a place.
    private string What(int at)
    {
        if (ByteAt(at) is Bytes.End or '\n' || (ByteAt(at) == '\r' && ByteAt(at + 1) == '\n'))
            return "the end of the line";
        if (ByteAt(at) == '\r')
            return "a carriage return alone, which ends no line";
        var end = at;
        while (!Bytes.EndsBareValue(ByteAt(end)))
            end++;
        return end > at && RuneAt(at).Value != 0xFEFF ? $"\"{Quoted.Text(source.AsSpan(at..end))}\"" : Quoted.Character(RuneAt(at));
    }
}
