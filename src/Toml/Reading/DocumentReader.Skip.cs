namespace KuPkg.Toml.Reading;

/// <content>Passing over what cannot be read.</content>
internal sealed partial class DocumentReader
{
    /// <summary>Passes over what cannot be read, brackets and strings whole, to the end of the line; in brackets to the next comma or bracket, if that is first.</summary>
    /// <param name="closing">The closing bracket of what is being read; <see cref="Bytes.End"/> outside brackets.</param>
    private void Skip(int closing)
    {
        for (var depth = 0; Peek() != Bytes.End && !_isAbandoned;)
        {
            if (IsAtLineEnd)
            {
                if (depth == 0)
                    return;
                TakeNewLine();
                if (!IsStatementLine())
                    continue;
                if (closing != Bytes.End)
                    Abandon();
                _hasUnclosed = true;
                return;
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

    /// <summary>Passes over the text of a string that was meant to go over several lines.</summary>
    private void SkipRestOfString()
    {
        while (TakeNewLine() && !BeginsStatement(_at))
        {
            while (!IsAtLineEnd)
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
                BeginsInString();
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
}
