namespace KuPkg.Toml;

/// <summary>A place in a document.</summary>
/// <param name="Line">From 1. Lines end with LF or CRLF.</param>
/// <param name="Column">From 1, in Unicode code points; a tab is one. A byte order mark at the start of the file does not count.</param>
public readonly record struct TomlPosition(int Line, int Column)
{
    /// <summary><c>14:9</c>.</summary>
    public override string ToString() => $"{Line}:{Column}";
}
