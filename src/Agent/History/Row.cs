using System.Text;

namespace KuPkg.Agent.History;

/// <summary>The row at which a statement stands; gone with the next one.</summary>
internal readonly unsafe struct Row(nint statement)
{
    public bool IsNull(int column) => Sqlite3.ColumnType(statement, column) == Sqlite3.TypeNull;

    /// <summary>The text; empty for NULL.</summary>
    public string GetString(int column)
    {
        // The order matters: the length is that of the text which the call before made.
        var text = Sqlite3.ColumnText(statement, column);
        return text == null ? "" : Encoding.UTF8.GetString(text, Sqlite3.ColumnBytes(statement, column));
    }

    public long GetInt64(int column) => Sqlite3.ColumnInteger(statement, column);

    public int GetInt32(int column) => (int)GetInt64(column);

    public bool GetBoolean(int column) => GetInt64(column) != 0;

    public double GetDouble(int column) => Sqlite3.ColumnReal(statement, column);

    /// <summary>The value as an object, for callers who do not know the columns: null, long, double or string.</summary>
    public object? GetValue(int column) => Sqlite3.ColumnType(statement, column) switch
    {
        Sqlite3.TypeNull => null,
        Sqlite3.TypeInteger => GetInt64(column),
        Sqlite3.TypeReal => GetDouble(column),
        _ => GetString(column),
    };
}
