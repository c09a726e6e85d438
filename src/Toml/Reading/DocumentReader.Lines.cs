namespace KuPkg.Toml.Reading;

/// <content>Does a line look like the begin of a statement? Asked only when something is wrong.</content>
internal sealed partial class DocumentReader
{
    private int _judgedLine;
    private bool _isStatementLine;

    /// <summary>Of the current line, while brackets are open.</summary>
    private bool IsStatementLine()
    {
        if (_judgedLine != _line)
            (_judgedLine, _isStatementLine) = (_line, IsHeader(_lineStart, insideBrackets: true) || IsKeyValue(_lineStart));
        return _isStatementLine;
    }

    /// <summary>The current line begins inside a string, whatever it looks like.</summary>
    private void BeginsInString() => (_judgedLine, _isStatementLine) = (_line, false);

    /// <summary>Of any line, while no brackets are open.</summary>
    private bool BeginsStatement(int at) => ByteAt(PassBlanks(at)) == '#' || IsHeader(at, insideBrackets: false) || IsKeyAt(PassBlanks(at));

    // [name], be its end missing. Inside brackets, alone on its line: an array of arrays has such lines, too, but its elements do not look like names.
    private bool IsHeader(int at, bool insideBrackets)
    {
        at = PassBlanks(at);
        if (ByteAt(at) != '[')
            return false;
        var brackets = ByteAt(at + 1) == '[' ? 2 : 1;
        var name = PassBlanks(at + brackets);
        var end = PassPath(name);
        if (!insideBrackets)
            return end >= 0 && (ByteAt(end) == ']' || IsLineEnd(end));
        return end >= 0 && ByteAt(end) == ']' && ByteAt(end + brackets - 1) == ']' && IsLineEnd(PassBlanks(end + brackets))
            && Bytes.IsLetter(ByteAt(name)) && !IsLiteral(source.AsSpan(name..end).TrimEnd((ReadOnlySpan<byte>)[(byte)' ', (byte)'\t']));
    }

    // key = value, but not with a comma or a closing bracket behind the value: that is one of several pairs in a brace.
    private bool IsKeyValue(int at)
    {
        at = PassPath(PassBlanks(at));
        if (at < 0 || ByteAt(at) != '=')
            return false;
        var (depth, last) = (0, at);
        for (; !IsLineEnd(at); at++)
        {
            depth += ByteAt(at) switch { '[' or '{' => 1, ']' or '}' => -1, _ => 0 };
            if (ByteAt(at) is '"' or '\'' && (at = PassQuoted(at) - 1) < 0)
                return true;
            if (!Bytes.IsBlank(ByteAt(at)))
                last = at;
        }

        return depth > 0 || (depth == 0 && ByteAt(last) != ',');
    }

    /// <summary>Whether a key and an equals sign stand here.</summary>
    private bool IsKeyAt(int at) => PassPath(at) is >= 0 and var end && ByteAt(end) == '=';

    /// <summary>The first byte behind a dotted key and blanks; -1 when there is none.</summary>
    private int PassPath(int at)
    {
        while (true)
        {
            var begin = at;
            if (ByteAt(at) is '"' or '\'')
            {
                if ((at = PassQuoted(at)) < 0)
                    return -1;
            }
            else
            {
                while (Bytes.IsBareKey(ByteAt(at)))
                    at++;
                if (at == begin)
                    return -1;
            }

            at = PassBlanks(at);
            if (ByteAt(at) != '.')
                return at;
            at = PassBlanks(at + 1);
        }
    }

    private int PassQuoted(int at)
    {
        var quote = ByteAt(at++);
        for (; ByteAt(at) != quote; at++)
        {
            if (Bytes.IsControl(ByteAt(at)) || ByteAt(at) == Bytes.End)
                return -1;
            if (ByteAt(at) == '\\' && quote == '"' && !Bytes.IsControl(ByteAt(at + 1)))
                at++;
        }

        return at + 1;
    }

    private int PassBlanks(int at)
    {
        while (Bytes.IsBlank(ByteAt(at)))
            at++;
        return at;
    }

    private bool IsLineEnd(int at) => ByteAt(at) is Bytes.End or '\n' or '\r' or '#';

    private static bool IsLiteral(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("true"u8) || name.SequenceEqual("false"u8) || name.SequenceEqual("inf"u8) || name.SequenceEqual("nan"u8);
}
