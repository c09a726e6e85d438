using System.Text;

namespace KuPkg.Toml.Reading;

/// <content>What happens after a mistake.</content>
internal sealed partial class DocumentReader
{
    // On this line something was unclear; what seems wrong on the rest of it may follow from that.
    private int _unclearLine;

    // A mistake was told in this statement, so what it says is not known.
    private bool _isTold;

    // Brackets were left open, and the reader is at the start of the line where the next statement begins.
    private bool _isAbandoned;

    // The same of any earlier statement.
    private bool _hasAbandoned;

    private void BeginStatement() => (_isTold, _isAbandoned, _outermostLine) = (false, false, 0);

    /// <summary>What the statement says is known.</summary>
    private bool IsReadable(int firstLine) => !_isTold && !mistakes.HasBadBytes(firstLine, _line);

    /// <summary>Tells of a mistake after which it is clear how to go on.</summary>
    /// <param name="offset">On the current line.</param>
    /// <param name="message">As in <see cref="TomlDiagnostic.Message"/>.</param>
    private void Tell(int offset, string message)
    {
        _isTold = true;
        if (_line != _unclearLine && !mistakes.HasBadBytes(_line, _line))
            mistakes.Tell(PositionOf(offset), message);
    }

    /// <summary>Tells of a mistake after which the rest of the line is in doubt. Inside brackets that should have been closed before this line, tells that.</summary>
    /// <returns>False, so that a part of a statement can fail with it.</returns>
    private bool Fail(int offset, string message)
    {
        if (_isAbandoned || (_outermostLine != 0 && _line > _outermostLine && IsStatementLine()))
        {
            Abandon();
            return false;
        }

        Tell(offset, message);
        _unclearLine = _line;
        return false;
    }

    /// <summary>Takes this line for the begin of the next statement, although brackets are open.</summary>
    private void Abandon()
    {
        if (!_isAbandoned)
            TellUnclosed();
        (_isAbandoned, _hasAbandoned, _at) = (true, true, _lineStart);
    }

    private void EndStatement(string what)
    {
        if (_isAbandoned)
            return;
        SkipBlanks();
        if (Peek() == '#')
            SkipComment();
        if (IsAtLineEnd)
            return;
        Fail(_at, Surplus(what));
        Skip(Bytes.End);
    }

    /// <summary>Passes over what cannot be read, brackets and strings whole, to the end of the line; in brackets to the next comma or bracket, if that is first.</summary>
    /// <param name="closing">The closing bracket of what is being read; <see cref="Bytes.End"/> outside brackets.</param>
    private void Skip(int closing)
    {
        for (var depth = 0; Peek() != Bytes.End;)
        {
            if (IsAtLineEnd)
            {
                if (depth == 0)
                    return;
                TakeNewLine();
                if (IsStatementLine())
                {
                    Abandon();
                    return;
                }

                continue;
            }

            switch (Peek())
            {
                case '#':
                    SkipComment();
                    continue;
                case '"' or '\'':
                    SkipQuoted();
                    continue;
                case '[' or '{':
                    depth++;
                    break;
                case ']' or '}' when depth > 0:
                    depth--;
                    break;
                case ']' or '}' or ',' when depth == 0 && closing != Bytes.End:
                    return;
            }

            _at++;
        }
    }

    // A string without an end goes to the end of its line, or of the file.
    private void SkipQuoted()
    {
        var quote = Peek();
        var isMultiLine = Peek(1) == quote && Peek(2) == quote;
        _at += isMultiLine ? 3 : 1;
        while (Peek() != Bytes.End)
        {
            if (IsAtLineEnd)
            {
                if (!isMultiLine)
                    return;
                TakeNewLine();
                continue;
            }

            if (Peek() == quote && (!isMultiLine || (Peek(1) == quote && Peek(2) == quote)))
            {
                _at += isMultiLine ? 3 : 1;
                return;
            }

            _at += Peek() == '\\' && quote == '"' && !Bytes.IsControl(Peek(1)) && Peek(1) != Bytes.End ? 2 : 1;
        }
    }

    private Rune RuneAt(int offset)
    {
        Rune.DecodeFromUtf8(source.AsSpan(offset..), out var rune, out _);
        return rune;
    }
}
