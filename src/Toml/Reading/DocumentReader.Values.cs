namespace KuPkg.Toml.Reading;

/// <content>Values, and what is told of what stands in the place of one.</content>
internal sealed partial class DocumentReader
{
    // Where the last value began, if it was written without quotation marks and brackets; else -1.
    private int _lastBare;

    /// <param name="depth">How many tables and arrays are around it, and one more: its own level, should it be one.</param>
    private TomlValue? ReadValue(int depth)
    {
        var at = Here();
        _lastBare = -1;
        switch (Peek())
        {
            case '"' or '\'':
                return ReadString() is { } text ? new TomlString(at, text) : null;
            case '[' or '{' when depth > TomlDocument.MostDepth:
                Fail(_at, Conflict.TooDeep);
                return null;
            case '[':
                return ReadArray(at, depth);
            case '{':
                return ReadInlineTable(at, depth);
            default:
                return ReadBareValue(at);
        }
    }

    private TomlValue? ReadBareValue(TomlPosition at)
    {
        var token = BareToken();
        if (token.Length == 0)
        {
            Fail(_at, NoValue());
            return null;
        }

        if (BareValue.Read(token, at, out var mistake) is { } value)
        {
            _lastBare = _at;
            _at += token.Length;
            return value;
        }

        if (_outermostLine != 0 && _closing == ']' && IsKeyAt(_at))
        {
            Fail(_at, "an array holds values without keys; keys and values belong between { and }");
            return null;
        }

        if (InvisibleIn(_at, _at + token.Length) is var invisible and >= 0)
        {
            Fail(invisible, NoBlank(invisible));
            return null;
        }

        var text = BareText(_at);
        Fail(_at, mistake is not null && text.Length == token.Length ? mistake : BareValue.MistakeOf(Quoted.Text(text)));
        return null;
    }

    // A date and a time may have a blank between them.
    private ReadOnlySpan<byte> BareToken()
    {
        var end = _at;
        while (!Bytes.EndsBareValue(ByteAt(end)))
            end++;
        if (ByteAt(end) == ' ' && Bytes.IsDigit(ByteAt(end + 1)) && Moments.IsDate(source.AsSpan(_at..end)))
        {
            end++;
            while (!Bytes.EndsBareValue(ByteAt(end)))
                end++;
        }

        return source.AsSpan(_at..end);
    }

    // Words without quotation marks up to what ends a value: inside brackets a comma or a bracket does, too.
    private ReadOnlySpan<byte> BareText(int begin)
    {
        var end = begin;
        while (ByteAt(end) != '#' && (ByteAt(end) == '\t' || !Bytes.IsControl(ByteAt(end))) && ByteAt(end) != Bytes.End
               && (_outermostLine == 0 || ByteAt(end) is not (',' or ']' or '}')))
            end++;
        return source.AsSpan(begin..end).TrimEnd((ReadOnlySpan<byte>)[(byte)' ', (byte)'\t']);
    }

    private string NoValue()
    {
        if (IsAtLineEnd || Peek() is '#' or ',' or ']' or '}')
            return "a value is missing here; empty text is written \"\"";
        return Peek() == '=' ? "a second \"=\"; text that begins with it needs quotation marks" : $"a value is expected here, not {What(_at)}";
    }

    // 2 KiB: the first word was taken for a value.
    private bool IsTextAfterBare() => _lastBare >= _lineStart && !Bytes.EndsBareValue(Peek());

    /// <summary>What is told when something follows a complete part of a statement.</summary>
    private string Surplus(string what)
    {
        if (IsKeyAt(_at))
            return $"a new line must begin before this key: nothing but a comment may follow {what}";
        if (Peek() == ',')
            return "no comma may stand here; several values need brackets around them: [1, 2]";
        if (ByteAt(_at - 1) is '"' or '\'')
            return "the string ends before this; a quotation mark inside a string is written \\\", between quotation marks (\")";
        return $"nothing but a comment may follow {what}, but {What(_at)} does";
    }
}
