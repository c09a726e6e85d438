using System.Reflection;
using System.Runtime.InteropServices;

namespace KuPkg.Agent.History;

/// <summary>
/// The functions of SQLite that the history uses, straight from the distribution's library: its security fixes come with the distribution, and
/// <c>kupkg status</c> starts in half the time that it takes to load an ADO.NET provider. Their reference is sqlite.org/c3ref.
/// </summary>
internal static unsafe partial class Sqlite3
{
    public const int Ok = 0;
    public const int HasRow = 100;
    public const int Done = 101;
    public const int OpenReadOnly = 0x1;
    public const int OpenReadWrite = 0x2;
    public const int OpenUri = 0x40;
    public const int OpenExtendedCodes = 0x02000000;
    public const int PersistWal = 10;
    public const int TypeInteger = 1;
    public const int TypeReal = 2;
    public const int TypeNull = 5;

    /// <summary>SQLite copies what it is given.</summary>
    public const nint Transient = -1;

    private const string SoName = "libsqlite3.so.0";

    /// <summary>Looks for the library before the first use, so that its absence has a message.</summary>
    /// <exception cref="HistoryException">The library is not there.</exception>
    public static void Require(string soName = SoName)
    {
        if (NativeLibrary.TryLoad(soName, Assembly.GetExecutingAssembly(), DllImportSearchPath.SafeDirectories, out _)) return;
        throw new HistoryException(
            $"cannot open the history: the library {soName} is not on this host.\n" +
            "Nothing was changed. It comes with the distribution:     apt-get install libsqlite3-0     (rpm: dnf install sqlite-libs)");
    }

    [LibraryImport(SoName, EntryPoint = "sqlite3_open_v2")]
    public static partial int Open(byte* path, nint* database, int flags, byte* vfs);

    [LibraryImport(SoName, EntryPoint = "sqlite3_close_v2")]
    public static partial int Close(nint database);

    [LibraryImport(SoName, EntryPoint = "sqlite3_busy_timeout")]
    public static partial int BusyTimeout(nint database, int milliseconds);

    [LibraryImport(SoName, EntryPoint = "sqlite3_file_control")]
    public static partial int FileControl(nint database, byte* schema, int operation, int* value);

    [LibraryImport(SoName, EntryPoint = "sqlite3_get_autocommit")]
    public static partial int GetAutocommit(nint database);

    [LibraryImport(SoName, EntryPoint = "sqlite3_changes")]
    public static partial int Changes(nint database);

    [LibraryImport(SoName, EntryPoint = "sqlite3_extended_errcode")]
    public static partial int ErrorCode(nint database);

    [LibraryImport(SoName, EntryPoint = "sqlite3_errmsg")]
    public static partial byte* ErrorMessage(nint database);

    [LibraryImport(SoName, EntryPoint = "sqlite3_prepare_v2")]
    public static partial int Prepare(nint database, byte* sql, int bytes, nint* statement, byte** rest);

    [LibraryImport(SoName, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(SoName, EntryPoint = "sqlite3_finalize")]
    public static partial int Finish(nint statement);

    [LibraryImport(SoName, EntryPoint = "sqlite3_bind_parameter_index")]
    public static partial int ParameterIndex(nint statement, byte* name);

    [LibraryImport(SoName, EntryPoint = "sqlite3_bind_null")]
    public static partial int BindNull(nint statement, int index);

    [LibraryImport(SoName, EntryPoint = "sqlite3_bind_int64")]
    public static partial int BindInteger(nint statement, int index, long value);

    [LibraryImport(SoName, EntryPoint = "sqlite3_bind_double")]
    public static partial int BindReal(nint statement, int index, double value);

    [LibraryImport(SoName, EntryPoint = "sqlite3_bind_text")]
    public static partial int BindText(nint statement, int index, byte* text, int bytes, nint destructor);

    [LibraryImport(SoName, EntryPoint = "sqlite3_column_type")]
    public static partial int ColumnType(nint statement, int column);

    [LibraryImport(SoName, EntryPoint = "sqlite3_column_int64")]
    public static partial long ColumnInteger(nint statement, int column);

    [LibraryImport(SoName, EntryPoint = "sqlite3_column_double")]
    public static partial double ColumnReal(nint statement, int column);

    [LibraryImport(SoName, EntryPoint = "sqlite3_column_text")]
    public static partial byte* ColumnText(nint statement, int column);

    [LibraryImport(SoName, EntryPoint = "sqlite3_column_bytes")]
    public static partial int ColumnBytes(nint statement, int column);
}
