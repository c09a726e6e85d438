namespace KuPkg.Toml.Reading;

/// <summary>
/// Reads a document statement by statement. After a mistake it goes on at the next line that surely begins a statement: all mistakes are told at once,
/// and none that merely follows from another.
/// </summary>
/// <param name="source">Valid UTF-8.</param>
/// <param name="mistakes">Where mistakes go.</param>
/// <param name="tree">Where what is read goes.</param>
internal sealed partial class DocumentReader(byte[] source, Mistakes mistakes, Tree tree)
{
    public void Read()
    {
        while (true)
        {
            SkipBlanks();
            if (Peek() == Bytes.End)
                return;
            if (TakeNewLine())
                continue;
            if (mistakes.IsFull)
            {
                mistakes.Stop();
                return;
            }

            ReadStatement();
        }
    }

    private void ReadStatement()
    {
        var firstLine = _line;
        BeginStatement();
        switch (Peek())
        {
            case '#':
                SkipComment();
                break;
            case '[':
                ReadHeader(firstLine);
                break;
            case ']' or '}' when _hasUnclosed:
                // It closes a bracket further above that was given up.
                Skip(Bytes.End);
                break;
            default:
                ReadKeyValue(firstLine);
                break;
        }

        if (_isStringOpen && !_isAbandoned)
            SkipRestOfString();
    }

    private void ReadKeyValue(int firstLine)
    {
        var keys = _keyCount;
        if (ReadPath(tree.Section.Depth) && TakeEquals())
        {
            var value = ReadValue(tree.Section.Depth + _keyCount - keys);
            EndStatement("the value");
            tree.Assign(tree.Section, Keys(keys), IsReadable(firstLine) ? value : null);
        }
        else
        {
            Skip(Bytes.End);
        }

        _keyCount = keys;
    }

    private void ReadHeader(int firstLine)
    {
        var at = Here();
        var isArray = Peek(1) == '[';
        _at += isArray ? 2 : 1;
        SkipBlanks();
        var keys = _keyCount;
        var isNamed = Peek() == ']' || IsAtLineEnd ? Fail(_at, "a table's name is missing after the bracket") : ReadPath(0) && TakeClosing(isArray);
        EndStatement("the header");
        if (!isNamed || mistakes.HasBadBytes(firstLine, _line))
            tree.OpenNowhere();
        else if (isArray)
            tree.Append(Keys(keys), at);
        else
            tree.Open(Keys(keys), at);
        _keyCount = keys;
    }

    // The name is clear even when a bracket is missing at the end of the line. Anything else leaves it in doubt.
    private bool TakeClosing(bool isArray)
    {
        var wanted = isArray ? "]]" : "]";
        if (Peek() != ']')
        {
            _hasUnclosed = true;
            return IsAtLineEnd || Peek() == '#'
                ? !Fail(_at, $"the header is not closed: \"{wanted}\" is missing here")
                : Fail(_at, $"\"{wanted}\" is missing after the table's name; a name with other characters than A-Z a-z 0-9 _ - needs quotation marks");
        }

        _at++;
        if (isArray == (Peek() == ']'))
        {
            _at += isArray ? 1 : 0;
            return true;
        }

        return isArray
            ? !Fail(_at, "the header of an array's element is not closed: a second \"]\" is missing here")
            : Fail(_at, "this bracket is one too many; a table is written [name], an element of an array of tables [[name]]");
    }
}
