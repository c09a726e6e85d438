using System.Text;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.History;

/// <summary>A connection to a SQLite file. One thread at a time.</summary>
internal sealed unsafe class Database : IDisposable
{
    private nint _handle;

    private Database(nint handle) => _handle = handle;

    /// <summary>Whether a transaction is open.</summary>
    private bool IsInTransaction => Sqlite3.GetAutocommit(_handle) == 0;

    /// <summary>Opens a file that exists for reading and writing.</summary>
    public static Database OpenForWriting(string path) => Open(path, Sqlite3.OpenReadWrite, TimeSpan.FromSeconds(10));

    /// <summary>Opens a file for reading, with options of SQLite's own such as <c>immutable=1</c> (sqlite.org/uri.html).</summary>
    public static Database OpenForReading(string path, string options)
    {
        // Just what SQLite takes for its own in an address. (Uri.EscapeDataString would do, and costs status several milliseconds of start-up.)
        var escaped = path.Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal);
        return Open($"file:{escaped}?{options}", Sqlite3.OpenReadOnly | Sqlite3.OpenUri, TimeSpan.FromSeconds(2));
    }

    /// <summary>Keeps the -wal and -shm files when the last connection closes, so that a reader who may not write can still open the file.</summary>
    public void KeepWal()
    {
        var on = 1;
        fixed (byte* main = "main\0"u8) Check(Sqlite3.FileControl(_handle, main, Sqlite3.PersistWal, &on));
    }

    /// <summary>Runs statements. Every text that is bound goes through <see cref="Secrets.Hide"/>.</summary>
    /// <returns>The number of rows that the last one changed.</returns>
    public int Run(string sql, params (string Name, object? Value)[] values)
    {
        ForEachRow(sql, values, static _ => { });
        return Sqlite3.Changes(_handle);
    }

    /// <summary>The first column of the first row; 0 when there is none.</summary>
    public long Number(string sql, params (string Name, object? Value)[] values) =>
        Rows(sql, static row => row.GetInt64(0), values) is [var first, ..] ? first : 0;

    /// <summary>Each row, made into a value.</summary>
    public List<T> Rows<T>(string sql, Func<Row, T> make, params (string Name, object? Value)[] values)
    {
        var all = new List<T>();
        ForEachRow(sql, values, row => all.Add(make(row)));
        return all;
    }

    /// <summary>All of the work or nothing of it. A writer's transaction takes the lock at once, so that it never fails half-way for being late.</summary>
    public T Atomically<T>(Func<T> work, bool reads = false)
    {
        Run(reads ? "BEGIN" : "BEGIN IMMEDIATE");
        try
        {
            var result = work();
            Run("COMMIT");
            return result;
        }
        catch
        {
            // A full disk makes SQLite roll back by itself.
            if (IsInTransaction) Run("ROLLBACK");
            throw;
        }
    }

    public void Dispose()
    {
        if (_handle == 0) return;
        _ = Sqlite3.Close(_handle);
        _handle = 0;
    }

    private static Database Open(string path, int flags, TimeSpan patience)
    {
        Sqlite3.Require();
        nint handle = 0;
        int code;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0')) code = Sqlite3.Open(name, &handle, flags | Sqlite3.OpenExtendedCodes, null);
        var database = new Database(handle);
        try
        {
            database.Check(code);
            database.Check(Sqlite3.BusyTimeout(handle, (int)patience.TotalMilliseconds));
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private void ForEachRow(string sql, (string Name, object? Value)[] values, Action<Row> take)
    {
        ObjectDisposedException.ThrowIf(_handle == 0, this);
        fixed (byte* text = Encoding.UTF8.GetBytes(sql + '\0'))
        {
            var rest = text;
            while (*rest != 0)
            {
                nint statement = 0;
                Check(Sqlite3.Prepare(_handle, rest, -1, &statement, &rest));
                // White space or a comment at the end is no statement.
                if (statement == 0) continue;
                try
                {
                    Bind(statement, values);
                    int code;
                    while ((code = Sqlite3.Step(statement)) == Sqlite3.HasRow) take(new Row(statement));
                    if (code != Sqlite3.Done) Check(code);
                }
                finally
                {
                    // It repeats the error of the last step, which was thrown already.
                    _ = Sqlite3.Finish(statement);
                }
            }
        }
    }

    private void Bind(nint statement, (string Name, object? Value)[] values)
    {
        foreach (var (name, value) in values)
        {
            int index;
            fixed (byte* bytes = Encoding.UTF8.GetBytes(name + '\0')) index = Sqlite3.ParameterIndex(statement, bytes);
            if (index == 0) throw new ArgumentException($"the statement has no parameter {name}", nameof(values));
            Check(value switch
            {
                null => Sqlite3.BindNull(statement, index),
                long number => Sqlite3.BindInteger(statement, index, number),
                int number => Sqlite3.BindInteger(statement, index, number),
                bool flag => Sqlite3.BindInteger(statement, index, flag ? 1 : 0),
                double number => Sqlite3.BindReal(statement, index, number),
                string text => BindText(statement, index, text),
                _ => throw new ArgumentException($"{name}: a {value.GetType()} is not stored", nameof(values)),
            });
        }
    }

    private static int BindText(nint statement, int index, string text)
    {
        // sqlite3 and SQL's own functions stop reading a text at a NUL.
        var bytes = Encoding.UTF8.GetBytes(Secrets.Hide(text).Replace('\0', '\uFFFD'));
        // A pointer to an empty array is null, which would bind NULL.
        fixed (byte* start = bytes.Length == 0 ? "\0"u8 : bytes) return Sqlite3.BindText(statement, index, start, bytes.Length, Sqlite3.Transient);
    }

    private void Check(int code)
    {
        if (code == Sqlite3.Ok) return;
        var message = _handle == 0 ? "out of memory" : new string((sbyte*)Sqlite3.ErrorMessage(_handle));
        throw new SqliteException(_handle == 0 ? code : Sqlite3.ErrorCode(_handle), message);
    }
}
