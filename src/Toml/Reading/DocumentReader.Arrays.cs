namespace KuPkg.Toml.Reading;

/// <content>Arrays.</content>
internal sealed partial class DocumentReader
{
    // The innermost open bracket, and the line of the outermost one; 0 when none is open.
    private TomlPosition _openedAt;
    private char _closing;
    private int _outermostLine;

    private enum Expect
    {
        /// <summary>A first value or key, or the end.</summary>
        First,

        /// <summary>A value or key after a comma.</summary>
        Next,

        /// <summary>A comma, or the end.</summary>
        Comma,

        /// <summary>After a mistake: whatever can be read.</summary>
        Any,
    }

    private TomlArray? ReadArray(TomlPosition at, int depth)
    {
        var outer = (_openedAt, _closing, _outermostLine);
        (_openedAt, _closing, _outermostLine) = (at, ']', _outermostLine == 0 ? _line : _outermostLine);
        _at++;
        var items = new List<TomlValue>();
        var isWhole = ReadItems(items, depth);
        (_openedAt, _closing, _outermostLine) = outer;
        _lastBare = -1;
        return isWhole ? new TomlArray(at, items.ToArray()) : null;
    }

    private bool ReadItems(List<TomlValue> items, int depth)
    {
        var (expect, isWhole) = (Expect.First, true);
        while (true)
        {
            SkipBlanksAndLines();
            switch (Peek())
            {
                case Bytes.End:
                    TellUnclosed();
                    return false;
                case ']':
                    _at++;
                    return isWhole;
                case '}':
                    return Fail(_at, "\"]\" is missing before this bracket");
                case ',' when expect is Expect.Comma or Expect.Any:
                    _at++;
                    expect = Expect.Next;
                    continue;
                case ',':
                    isWhole = Fail(_at++, "a value is missing before this comma");
                    expect = Expect.Any;
                    break;
                default:
                    var isSeparated = expect != Expect.Comma || MissComma();
                    if (isSeparated && ReadValue(depth + 1) is { } value)
                    {
                        items.Add(value);
                        expect = Expect.Comma;
                    }
                    else
                    {
                        isWhole = false;
                        expect = Expect.Any;
                        Skip(']');
                    }

                    break;
            }

            if (_isAbandoned)
                return false;
        }
    }

    private bool MissComma()
    {
        var isText = IsTextAfterBare() && Peek() is not ('[' or '{') && BareValue.Read(BareToken(), default, out _) is null;
        return isText
            ? Fail(_lastBare, BareValue.MistakeOf(Quoted.Text(BareText(_lastBare))))
            : Fail(_at, "a comma is missing before this value");
    }

    private void TellUnclosed()
    {
        if (!_isTold && !mistakes.HasBadBytes(_openedAt.Line, _line))
            mistakes.Tell(_openedAt, $"this bracket is not closed: \"{_closing}\" is missing");
        _isTold = true;
    }
}
