using System.Text;

namespace KuPkg.Toml.Reading;

/// <content>Escapes in strings.</content>
internal sealed partial class DocumentReader
{
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

                // A line end, or the end of the file, is for whoever reads the string.
                _at -= Peek(1) == Bytes.End || Bytes.IsControl(Peek(1)) ? 1 : 0;
                break;
        }

        _at += 2;
        _textFrom = _at;
    }

    private void TakeUnicode(int digits)
    {
        var (value, taken) = (0u, 0);
        for (; taken < digits && Bytes.HexDigit(Peek(2 + taken)) is var digit and >= 0; taken++)
            value = (value << 4) | (uint)digit;
        if (taken == digits && Rune.IsValid(value))
        {
            Span<byte> bytes = stackalloc byte[4];
            Resolve(bytes[..new Rune(value).EncodeToUtf8(bytes)]);
        }
        else
        {
            var why = taken < digits ? $"\\{(char)Peek(1)} needs {digits} hexadecimal digits"
                : value <= 0xFFFF ? "the codes from D800 to DFFF are halves of pairs, write the whole one with \\U and 8 digits"
                : "codes go up to 0010FFFF";
            TellOfText($"{Quoted.Text(source.AsSpan(_at, 2 + taken))} is no character: {why}");
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
