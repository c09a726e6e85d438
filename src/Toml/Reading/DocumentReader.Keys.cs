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
            return Decode.Text(source.AsSpan(begin.._at));
        Fail(_at, isStray ? StrayInKey(begin) : MissingKey(isFirst));
        return null;
    }

    private bool TakeEquals()
    {
        if (Peek() == '=')
        {
            _at++;
            SkipBlanks();
            return true;
        }

        if (IsAtLineEnd || Peek() is '#' or ',' or ']' or '}')
            return Fail(_at, "\"=\" and a value are missing after this key");
        return Fail(_at, Peek() == ':'
            ? "a key is followed by \"=\", not by \":\""
            : $"\"=\" is missing between the key and {What(_at)}; a key with other characters than A-Z a-z 0-9 _ - needs quotation marks");
    }
}
