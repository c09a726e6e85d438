using KuPkg.Agent.Config;

namespace KuPkg.Agent.History;

/// <summary>Opens the history for its writer: folder, modes, settings, schema, and what to do with a damaged file.</summary>
internal sealed class HistoryFile(HostPaths paths, TimeProvider time)
{
    private const UnixFileMode DirectoryMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute |
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _path = paths.HistoryFile;

    public static string WalOf(string path) => path + "-wal";

    public static string ShmOf(string path) => path + "-shm";

    /// <summary>Opens the file, or sets a damaged one aside and begins a new one, and says so in the warning.</summary>
    /// <exception cref="HistoryException">The file cannot be used, or a newer program wrote it.</exception>
    public Database Open(out string? warning)
    {
        warning = null;
        Sqlite3.Require();
        // A clean end leaves an empty -wal: content means that a writer died, and that a look at the whole file is due.
        var wasUnclean = new FileInfo(WalOf(_path)) is { Exists: true, Length: > 0 };
        try
        {
            Prepare();
            try
            {
                return OpenSound(wasUnclean);
            }
            catch (SqliteException e) when (e.IsDamage)
            {
                return BeginAnew(e.Message, out warning);
            }
            catch (DamageFoundException e)
            {
                return BeginAnew(e.Message, out warning);
            }
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw CannotUse(e);
        }
    }

    /// <summary>Sets the damaged file aside and begins a new one, with what could be saved of its holds and its numbering.</summary>
    public Database BeginAnew(string damage, out string warning)
    {
        var damaged = new DamagedHistory(paths, time);
        var aside = damaged.SetAside();
        var saved = DamagedHistory.Salvage(aside);
        Prepare();
        var connection = OpenSound(wasUnclean: false);
        var last = Math.Max(saved.LastRun, damaged.LastRunFolder());
        connection.Atomically(() =>
        {
            foreach (var hold in saved.Holds) HoldRows.Place(connection, hold, null, null);
            return last == 0 ? 0 : connection.Run("INSERT INTO sqlite_sequence (name, seq) VALUES ('runs', $last)", ("$last", last));
        });

        warning = $"the history {_path} was damaged ({damage}); it is kept as {aside}, and a new one was begun" +
            (saved.Holds.Count > 0 ? $" with its holds ({saved.Holds.Count})" : "");
        return connection;
    }

    public HistoryException CannotUse(Exception e) => new(
        $"cannot use the history {_path}: {e.Message}\n" +
        "What kupkg did so far is in the file up to its last event. Check the disk (df, dmesg) and the rights of the folder, then:     kupkg status",
        e);

    private Database OpenSound(bool wasUnclean)
    {
        var connection = Database.OpenForWriting(_path);
        try
        {
            Schema.Migrate(connection, _path);
            connection.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 4194304; PRAGMA foreign_keys = ON");
            connection.KeepWal();
            if (wasUnclean || connection.Number("SELECT COUNT(*) FROM runs WHERE ended_at IS NULL AND interrupted_at IS NULL") > 0) Check(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Check(Database connection)
    {
        var findings = connection.Rows("PRAGMA quick_check(3)", static row => row.GetString(0));
        if (findings is not ["ok"]) throw new DamageFoundException(string.Join("; ", findings).ReplaceLineEndings(" "));
    }

    private void Prepare()
    {
        // The modes are set each time: a umask of root (cron, a hardened shell) must not lock other users' readers out.
        Directory.CreateDirectory(paths.StateDirectory);
        File.SetUnixFileMode(paths.StateDirectory, DirectoryMode);
        using (new FileStream(_path, new FileStreamOptions { Mode = System.IO.FileMode.OpenOrCreate, Access = FileAccess.ReadWrite }))
            File.SetUnixFileMode(_path, FileMode);
        foreach (var side in (string[])[WalOf(_path), ShmOf(_path)])
        {
            if (File.Exists(side)) File.SetUnixFileMode(side, FileMode);
        }
    }
}
