namespace KuPkg.Toml.Reading;

/// <content>The text of a string while it is read: the bytes of the file, as long as there are no escapes.</content>
internal sealed partial class DocumentReader
{
    // Bytes before an escape and of escapes; those from _textFrom on are still to be added.
    private byte[]? _resolved;
    private int _resolvedCount;
    private int _textFrom;
    private bool _isTextTold;

    private void BeginText() => (_resolvedCount, _textFrom, _isTextTold) = (0, _at, false);

    /// <summary>Ends it here and takes the marks that close it.</summary>
    private string? EndText(int closing)
    {
        if (_resolvedCount > 0)
            Resolve(source.AsSpan(_textFrom.._at));
        var text = _isTextTold ? null
            : Decode.Text(_resolvedCount > 0 ? _resolved.AsSpan(0, _resolvedCount) : source.AsSpan(_textFrom.._at));
        _at += closing;
        return text;
    }

    /// <summary>Tells of one mistake in each string: it is clear how to go on, but the next may be of the same cause.</summary>
    private void TellOfText(string message)
    {
        if (!_isTextTold)
            Tell(_at, message);
        _isTextTold = true;
    }

    private void Resolve(ReadOnlySpan<byte> bytes)
    {
        if (_resolved is null || _resolved.Length - _resolvedCount < bytes.Length)
            Array.Resize(ref _resolved, Math.Max(256, _resolvedCount + bytes.Length) * 2);
        bytes.CopyTo(_resolved.AsSpan(_resolvedCount));
        _resolvedCount += bytes.Length;
    }

    // A backslash at the end of a line, with nothing but blanks behind, takes all white space up to the next character.
    private bool TakeLineContinuation()
    {
        if (!IsLineFeed(PassBlanks(_at + 1)))
            return false;
        Resolve(source.AsSpan(_textFrom.._at++));
        do
        {
            SkipBlanks();
        }
        while (TakeNewLine());
        _textFrom = _at;
        return true;
    }

    private bool IsLineFeed(int at) => ByteAt(at) == '\n' || (ByteAt(at) == '\r' && ByteAt(at + 1) == '\n');
}
