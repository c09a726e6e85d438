namespace KuPkg.Toml.Reading;

/// <content>Where the reader is, in bytes and in lines and columns.</content>
internal sealed partial class DocumentReader
{
    private int _at;
    private int _line = 1;
    private int _lineStart;

    // The column of one byte of this line is known, others are counted from there: so a long line is counted once, not once for each value in it.
    private int _countedTo;
    private int _countedColumn = 1;

    private bool IsAtLineEnd => Peek() is Bytes.End or '\n' || (Peek() == '\r' && Peek(1) == '\n');

    /// <summary>A byte without taking it, or <see cref="Bytes.End"/>.</summary>
    private int Peek(int ahead = 0) => ByteAt(_at + ahead);

    private int ByteAt(int offset) => (uint)offset < (uint)source.Length ? source[offset] : Bytes.End;

    private TomlPosition Here() => PositionOf(_at);

    /// <param name="offset">On the current line.</param>
    private TomlPosition PositionOf(int offset)
    {
        if (offset < _countedTo)
            (_countedTo, _countedColumn) = (_lineStart, 1);
        for (; _countedTo < offset; _countedTo++)
        {
            // All but the first byte of a character are 10xxxxxx.
            if ((source[_countedTo] & 0xC0) != 0x80)
                _countedColumn++;
        }

        return new TomlPosition(_line, _countedColumn);
    }

    private bool TakeNewLine()
    {
        if (!IsAtLineEnd || Peek() == Bytes.End)
            return false;
        _at += Peek() == '\r' ? 2 : 1;
        _line++;
        (_lineStart, _countedTo, _countedColumn) = (_at, _at, 1);
        return true;
    }

    private void SkipBlanks()
    {
        while (Bytes.IsBlank(Peek()))
            _at++;
    }

    private void SkipBlanksAndLines()
    {
        do
        {
            SkipBlanks();
            if (Peek() == '#')
                SkipComment();
        }
        while (TakeNewLine());
    }

    /// <summary>Passes over what is neither a control character, nor a backslash, nor one certain other character: most of a file.</summary>
    private void SkipPlain(char but)
    {
        var at = _at;
        while ((uint)at < (uint)source.Length && source[at] >= ' ' && source[at] != but && source[at] is not ((byte)'\\' or 0x7F))
            at++;
        _at = at;
    }

    private void SkipComment()
    {
        var isTold = false;
        for (SkipPlain('\\'); !IsAtLineEnd; _at++)
        {
            if (!Bytes.IsControl(Peek()) || isTold)
                continue;
            Tell(_at, Peek() == '\r'
                ? "a carriage return alone ends no line; a line ends with a line feed, or with both"
                : $"a comment may not contain the control character U+{Peek():X4}");
            isTold = true;
        }
    }
}
