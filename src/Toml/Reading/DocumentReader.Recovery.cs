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

    // A bracket was left open in some statement up to here.
    private bool _hasUnclosed;

    // A string was left open at the end of a line of this statement.
    private bool _isStringOpen;

    private void BeginStatement() => (_isTold, _isAbandoned, _isStringOpen, _outermostLine) = (false, false, false, 0);

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
        (_isAbandoned, _hasUnclosed, _at) = (true, true, _lineStart);
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
        var isText = what == "the value" && IsTextAfterBare() && !IsKeyAt(_at);
        Fail(isText ? _lastBare : _at, isText ? BareValue.MistakeOf(Quoted.Text(BareText(_lastBare))) : Surplus(what));
        Skip(Bytes.End);
    }
}
