using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace KuPkg.Agent.History;

/// <summary>Binds SQLite to the distribution's library, whose security fixes come with the distribution. Safe from any thread.</summary>
internal static partial class SqliteLibrary
{
    private const string SoName = "libsqlite3.so.0";
    private const int PersistWal = 10;
    private static readonly Lock Gate = new();
    private static bool _isBound;

    /// <summary>Loads the library once; later calls cost nothing.</summary>
    /// <exception cref="HistoryException">The library is not there.</exception>
    public static void Bind()
    {
        lock (Gate)
        {
            if (_isBound) return;
            var library = Load(SoName);
            NativeLibrary.SetDllImportResolver(
                typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == "e_sqlite3" ? library : IntPtr.Zero);
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            _isBound = true;
        }
    }

    internal static IntPtr Load(string soName) =>
        NativeLibrary.TryLoad(soName, Assembly.GetExecutingAssembly(), DllImportSearchPath.SafeDirectories, out var handle)
            ? handle
            : throw new HistoryException(
                $"cannot open the history: the library {soName} is not on this host.\n" +
                "Nothing was changed. It comes with the distribution:     apt-get install libsqlite3-0     (rpm: dnf install sqlite-libs)");

    /// <summary>
    /// Keeps the -wal and -shm files when the last connection closes, so that a reader who may not write can still open the file.
    /// </summary>
    public static void KeepWal(SqliteConnection connection)
    {
        var on = 1;
        var result = FileControl(connection.Handle!.DangerousGetHandle(), "main", PersistWal, ref on);
        if (result != 0) throw new HistoryException($"cannot keep the -wal file of {connection.DataSource}: SQLite says {result} (file control {PersistWal}).\nThis is a fault of kupkg or of the SQLite library; please report it.");
    }

    [LibraryImport(SoName, EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileControl(IntPtr db, string schema, int operation, ref int value);
}
