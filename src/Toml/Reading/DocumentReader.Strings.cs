namespace KuPkg.Toml.Reading;

/// <content>Strings. All answer null when a mistake was told.</content>
internal sealed partial class DocumentReader
{
    private string? ReadString()
    {
        var isMultiLine = Peek(1) == Peek() && Peek(2) == Peek();
        return (Peek(), isMultiLine) switch
        {
            (_, true) => ReadMultiLine(),
            ('"', _) => ReadBasic(),
            _ => ReadLiteral(),
        };
    }

    private string? ReadBasic()
    {
        var open = _at++;
        BeginText();
        while (Peek() != '"')
        {
            if (Peek() == '\\')
            {
                TakeEscape();
            }
            else if (IsAtLineEnd)
            {
                _isStringOpen = true;
                Fail(open, "the string is not closed: a quotation mark (\") is missing before the end of the line");
                return null;
            }
            else
            {
                TakeCharacter(mayEscape: true);
            }
        }

        return EndText(closing: 1);
    }

    private string? ReadLiteral()
    {
        var open = _at++;
        BeginText();
        while (Peek() != '\'')
        {
            if (IsAtLineEnd)
            {
                _isStringOpen = true;
                Fail(open, "the string is not closed: a single quotation mark (') is missing before the end of the line");
                return null;
            }

            TakeCharacter(mayEscape: false);
        }

        return EndText(closing: 1);
    }

    private string? ReadMultiLine()
    {
        var (open, quote) = (Here(), Peek());
        _at += 3;
        TakeNewLine();
        BeginText();
        while (true)
        {
            if (Peek() == quote)
            {
                var quotes = 1;
                while (quotes < 5 && Peek(quotes) == quote)
                    quotes++;

                // Up to two of them may stand before the three that close.
                _at += quotes < 3 ? quotes : quotes - 3;
                if (quotes >= 3)
                {
                    if (_line > open.Line)
                        BeginsInString();
                    return EndText(closing: 3);
                }
            }
            else if (Peek() == '\\' && quote == '"')
            {
                if (!TakeLineContinuation())
                    TakeEscape();
            }
            else if (Peek() == Bytes.End)
            {
                // What follows it could be meant as its text or not: nothing more can be told.
                var marks = quote == '"' ? "\"\"\"" : "'''";
                if (!_isTold)
                    mistakes.Tell(open, $"the multi-line string is not closed: {marks} is missing");
                _isTold = true;
                return null;
            }
            else if (!TakeNewLine())
            {
                TakeCharacter(mayEscape: quote == '"');
            }
        }
    }

    // Takes at least one character, and those behind it that need no look at.
    private void TakeCharacter(bool mayEscape)
    {
        if (Bytes.IsControl(Peek()))
        {
            var (name, escape) = Peek() == '\r' ? ("a carriage return alone", "\\r") : ($"the control character U+{Peek():X4}", $"\\u{Peek():X4}");
            TellOfText($"{name} in a string must be written {escape}{(mayEscape ? "" : ", and the string between quotation marks (\")")}");
        }

        _at++;
        SkipPlain(mayEscape ? '"' : '\'');
    }
}
