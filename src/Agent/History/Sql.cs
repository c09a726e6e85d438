using KuPkg.Policy.Records;
using Microsoft.Data.Sqlite;

namespace KuPkg.Agent.History;

/// <summary>The few ways in which History speaks to SQLite.</summary>
internal static class Sql
{
    /// <summary>Runs statements. Every text that is bound goes through <see cref="Secrets.Hide"/>.</summary>
    /// <returns>The number of rows that were changed.</returns>
    public static int Run(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row; 0 when there is none.</summary>
    public static long Number(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteScalar() is long number ? number : 0;
    }

    /// <summary>Each row, made into a value.</summary>
    public static List<T> Rows<T>(
        this SqliteConnection connection, string sql, Func<SqliteDataReader, T> make, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = connection.Command(sql, values);
        using var row = command.ExecuteReader();
        var all = new List<T>();
        while (row.Read()) all.Add(make(row));
        return all;
    }

    private static SqliteCommand Command(this SqliteConnection connection, string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value is string text ? Storable(text) : value ?? DBNull.Value);
        return command;
    }

    // SQLite keeps a NUL inside a text, but reading stops at it.
    private static string Storable(string text) => Secrets.Hide(text).Replace('\0', '\uFFFD');
}
