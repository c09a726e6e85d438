using System.Text;

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
            : Encoding.UTF8.GetString(_resolvedCount > 0 ? _resolved.AsSpan(0, _resolvedCount) : source.AsSpan(_textFrom.._at));
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

    private void TakeEscape()
    {
        Resolve(source.AsSpan(_textFrom.._at));
        switch (Peek(1))
        {
            case 'b':
                Resolve("\b"u8);
                break;
            case 't':
                Resolve("\t"u8);
                break;
            case 'n':
                Resolve("\n"u8);
                break;
            case 'f':
                Resolve("\f"u8);
                break;
            case 'r':
                Resolve("\r"u8);
                break;
            case '"':
                Resolve("\""u8);
                break;
            case '\\':
                Resolve("\\"u8);
                break;
            case 'u':
                TakeUnicode(4);
                break;
            case 'U':
                TakeUnicode(8);
                break;
            default:
                TellOfText(UnknownEscape());
                _at -= IsControlOrEnd(Peek(1)) ? 1 : 0;
                break;
        }

        _at += 2;
        _textFrom = _at;
    }

    private static bool IsControlOrEnd(int c) => c == Bytes.End || Bytes.IsControl(c);

    private void TakeUnicode(int digits)
    {
        var (value, taken) = (0u, 0);
        for (; taken < digits && char.IsAsciiHexDigit((char)Math.Max(Peek(2 + taken), 0)); taken++)
            value = (value << 4) | (uint)Convert.ToInt32(((char)Peek(2 + taken)).ToString(), 16);
        var escape = Quoted.Text(source.AsSpan(_at..(_at + 2 + taken)));
        if (taken < digits)
        {
            TellOfText($"{escape} is no character: \\{(char)Peek(1)} needs {digits} hexadecimal digits");
        }
        else if (Rune.IsValid(value))
        {
            Span<byte> bytes = stackalloc byte[4];
            Resolve(bytes[..new Rune(value).EncodeToUtf8(bytes)]);
        }
        else
        {
            TellOfText($"{escape} is no character: {(value <= 0xFFFF ? "the codes from D800 to DFFF are halves of pairs, write the whole one with \\U and 8 digits" : "codes go up to 0010FFFF")}");
        }

        _at += taken;
    }

    private string UnknownEscape()
    {
        const string plain = "a backslash itself is written \\\\, or the string between single quotation marks (')";
        return Peek(1) switch
        {
            'e' => "\\e is no escape in TOML 1.0; write \\u001B",
            'x' => $"\\x is no escape in TOML 1.0; write \\u and 4 hexadecimal digits; {plain}",
            ' ' or '\t' => $"a backslash may have blanks behind it only at the end of a line of a multi-line string; {plain}",
            Bytes.End or '\n' or '\r' => plain,
            _ => $"a backslash and {Quoted.Character(RuneAt(_at + 1))} are no escape; {plain}",
        };
    }
}
