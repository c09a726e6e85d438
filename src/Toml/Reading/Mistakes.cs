namespace KuPkg.Toml.Reading;

/// <summary>Collects the mistakes of one document, up to <see cref="TomlDocument.MostMistakes"/>.</summary>
internal sealed class Mistakes
{
    private readonly List<TomlDiagnostic> _told = [];
    private readonly List<int> _linesWithBadBytes = [];
    private bool _isCut;

    /// <summary>Whether it is time to stop.</summary>
    public bool IsFull => _told.Count >= TomlDocument.MostMistakes;

    public void Tell(TomlPosition at, string message)
    {
        if (IsFull)
            _isCut = true;
        else
            _told.Add(new TomlDiagnostic(at, message));
    }

    /// <summary>Tells of bytes that are no UTF-8. What else seems to be wrong on their line is not told: it may come from them.</summary>
    public void TellEncoding(TomlPosition at, string message)
    {
        if (!IsFull)
            _linesWithBadBytes.Add(at.Line);
        Tell(at, message);
    }

    /// <summary>Whether a line of a range has bytes that are no UTF-8.</summary>
    public bool HasBadBytes(int firstLine, int lastLine)
    {
        foreach (var line in _linesWithBadBytes)
        {
            if (line >= firstLine && line <= lastLine)
                return true;
        }

        return false;
    }

    /// <summary>The reader stops before the end of the file.</summary>
    public void Stop() => _isCut = true;

    /// <summary>All mistakes in the order of their places.</summary>
    public TomlDiagnostic[] InOrder()
    {
        _told.Sort(static (a, b) => a.Position.Line != b.Position.Line
            ? a.Position.Line.CompareTo(b.Position.Line)
            : a.Position.Column.CompareTo(b.Position.Column));
        if (_isCut)
            _told.Add(new TomlDiagnostic(_told[^1].Position, $"{TomlDocument.MostMistakes} mistakes are listed; there may be more behind them"));
        return [.. _told];
    }
}
