namespace KuPkg.Toml.Reading;

/// <content>Inline tables.</content>
internal sealed partial class DocumentReader
{
    private TomlTable? ReadInlineTable(TomlPosition at, int depth)
    {
        var outer = (_openedAt, _closing, _outermostLine);
        (_openedAt, _closing, _outermostLine) = (at, '}', _outermostLine == 0 ? _line : _outermostLine);
        _at++;
        var draft = new TableDraft("", null, depth, TableOrigin.Root, at);
        var isWhole = ReadPairs(draft);
        (_openedAt, _closing, _outermostLine) = outer;
        _lastBare = -1;
        return isWhole ? draft.ToTable() : null;
    }

    private bool ReadPairs(TableDraft draft)
    {
        var (expect, isWhole, isCrossed) = (Expect.First, true, false);
        while (true)
        {
            SkipBlanks();
            if (IsAtLineEnd || Peek() == '#')
            {
                if (!CrossLines(expect))
                    return false;
                isCrossed = true;
            }

            switch (Peek())
            {
                case '}':
                    if (expect == Expect.Next && !isCrossed)
                        Tell(_at, "an inline table may not end with a comma");
                    _at++;
                    return isWhole;
                case ']':
                    return Fail(_at, "\"}\" is missing before this bracket");
                case ',' when expect is Expect.Comma or Expect.Any:
                    _at++;
                    expect = Expect.Next;
                    continue;
                case ',':
                    isWhole = Fail(_at++, "a key and a value are missing before this comma");
                    expect = Expect.Any;
                    break;
                default:
                    var isSeparated = expect != Expect.Comma || MissCommaBeforeKey();
                    if (isSeparated && ReadPair(draft))
                    {
                        expect = Expect.Comma;
                    }
                    else
                    {
                        isWhole = false;
                        expect = Expect.Any;
                        Skip('}');
                    }

                    break;
            }

            if (_isAbandoned)
                return false;
        }
    }

    private bool ReadPair(TableDraft draft)
    {
        var keys = _keyCount;
        var isRead = false;
        if (ReadPath(draft.Depth) && TakeEquals())
        {
            var value = ReadValue(draft.Depth + _keyCount - keys);
            if (!_isAbandoned)
                tree.Assign(draft, Keys(keys), value);
            isRead = value is not null;
        }

        _keyCount = keys;
        return isRead;
    }

    private bool MissCommaBeforeKey() => IsTextAfterBare() && !IsKeyAt(_at)
        ? Fail(_lastBare, BareValue.MistakeOf(Quoted.Text(BareText(_lastBare))))
        : Fail(_at, PassPath(_at) < 0 ? $"a comma or a closing bracket is expected here, not {What(_at)}" : "a comma is missing before this key");

    /// <summary>Passes over line ends, which TOML 1.0 does not allow here, and tells of it once.</summary>
    /// <returns>False when the bracket seems to be left open instead.</returns>
    private bool CrossLines(Expect expect)
    {
        SkipBlanksAndLines();
        if (Peek() == Bytes.End)
        {
            TellUnclosed();
            return false;
        }

        if (expect == Expect.Comma && Peek() is not (',' or '}') && IsStatementLine())
        {
            Abandon();
            return false;
        }

        if (!_isTold)
            mistakes.Tell(_openedAt, "an inline table must end on the line on which it begins; where it is too long, a table with a header [name] of its own is better");
        return _isTold = true;
    }
}
