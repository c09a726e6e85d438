namespace KuPkg.Toml.Reading;

/// <summary>Collects the mistakes of one document, up to <see cref="TomlDocument.MostMistakes"/>.</summary>
internal sealed class Mistakes
{
    private readonly List<TomlDiagnostic> _told = [];
    private readonly List<TomlDiagnostic> _encoding = [];
    private TomlDiagnostic? _last;

    /// <summary>Whether it is time to stop.</summary>
    public bool IsFull => _told.Count >= TomlDocument.MostMistakes;

    public void Tell(TomlPosition at, string message)
    {
        if (!IsFull)
            _told.Add(new TomlDiagnostic(at, message));
    }

    /// <summary>Tells of bytes that are no UTF-8. What else seems to be wrong on their line is not told: it may come from them.</summary>
    public void TellEncoding(TomlPosition at, string message)
    {
        Tell(at, message);
        _encoding.Add(_told[^1]);
    }

    /// <summary>Whether a line of a range has bytes that are no UTF-8.</summary>
    public bool HasBadBytes(int firstLine, int lastLine)
    {
        foreach (var bad in _encoding)
        {
            if (bad.Position.Line >= firstLine && bad.Position.Line <= lastLine)
                return true;
        }

        return false;
    }

    /// <summary>Says where the reading stopped, when it stopped before the end.</summary>
    public void StoppedAt(TomlPosition at) =>
        _last = new TomlDiagnostic(at, $"{TomlDocument.MostMistakes} mistakes are listed; from here on the file was not read");

    /// <summary>All mistakes in the order of their places.</summary>
    public TomlDiagnostic[] InOrder()
    {
        _told.Sort(static (a, b) => a.Position.Line != b.Position.Line
            ? a.Position.Line.CompareTo(b.Position.Line)
            : a.Position.Column.CompareTo(b.Position.Column));
        if (_last is not null)
            _told.Add(_last);
        return [.. _told];
    }
}
