using KuPkg.Policy.Records;
using Microsoft.Data.Sqlite;
using SQLitePCL;

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

    /// <summary>All of the work or nothing of it. A writer's transaction takes the lock at once, so that it never fails half-way for being late.</summary>
    public static T Atomically<T>(this SqliteConnection connection, Func<T> work, bool reads = false)
    {
        connection.Run(reads ? "BEGIN" : "BEGIN IMMEDIATE");
        try
        {
            var result = work();
            connection.Run("COMMIT");
            return result;
        }
        catch
        {
            // A full disk makes SQLite roll back by itself. SqliteTransaction does not know that: its own rollback fails and hides the cause.
            if (raw.sqlite3_get_autocommit(connection.Handle) == 0) connection.Run("ROLLBACK");
            throw;
        }
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
