using KuPkg.Agent.Config;
using KuPkg.Agent.History.Queue;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Model;
using KuPkg.Policy.Notices;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.History;

/// <summary>Reads the history for any user, during a run too. Creates no file, takes no lock that a writer would wait for. One thread at a time.</summary>
internal sealed class HistoryReader : IHistory
{
    private readonly Database _connection;
    private readonly string _path;

    private HistoryReader(Database connection, string path)
    {
        _connection = connection;
        _path = path;
    }

    /// <summary>Opens the history, or an empty one when there is no file yet.</summary>
    /// <exception cref="HistoryException">There is a file, and it cannot be read. Each method may say so too.</exception>
    public static IHistory Open(HostPaths paths)
    {
        var path = paths.HistoryFile;
        if (!File.Exists(path)) return new EmptyHistory();

        // With both side files there, SQLite reads beside the writer; readonly_shm keeps even root from writing to them. Without them
        // (someone opened and closed the file with sqlite3) nobody writes, and only "immutable" opens it without creating them.
        var isShared = File.Exists(HistoryFile.WalOf(path)) && File.Exists(HistoryFile.ShmOf(path));
        try
        {
            return new HistoryReader(Database.OpenForReading(path, isShared ? "readonly_shm=1" : "immutable=1"), path);
        }
        catch (SqliteException e)
        {
            throw CannotRead(path, e);
        }
    }

    public IReadOnlyList<PastRun> Runs(int limit) =>
        Reading(() => RunRows.Read(_connection, "ORDER BY run DESC LIMIT $limit", ("$limit", limit)), []);

    public PastRun? Find(long runId)
    {
        var past = Reading(() => One(runId), null);
        return past?.Record is { } record ? past with { Record = record with { Services = Reading(() => ServiceRows.OfRun(_connection, runId), []) } } : past;
    }

    public IReadOnlyList<RunEvent> Events(long runId) =>
        Reading(() => One(runId) is { } past ? EventRows.Read(_connection, past) : [], []);

    public PastRun? LastSuccess() => Reading(
        () => RunRows.Read(
            _connection,
            """
            WHERE outcome IN ('up-to-date', 'updated', 'updated-needs-reboot') OR (outcome = 'partly-updated' AND exit_code = 0)
            ORDER BY run DESC LIMIT 1
            """) is [var run] ? run : null,
        null);

    public IReadOnlyList<Hold> Holds() => Reading(() => HoldRows.InForce(_connection), []);

    public string? VersionBefore(PackageId package, string version) => Reading(
        () => _connection.Rows(
            "SELECT from_version FROM package_changes WHERE package = $package AND architecture = $architecture AND to_version = $version AND result = 'updated' ORDER BY run DESC LIMIT 1",
            static row => row.TextOrNull(0), ("$package", package.Name), ("$architecture", package.Architecture), ("$version", version)) is [var before] ? before : null,
        null);

    public PutBackTally PutBacks() => Reading(() => AsideRows.Tally(_connection), default);

    public IReadOnlyList<ServiceState> Services() => Reading(() => ServiceRows.States(_connection), []);

    public IReadOnlyList<ServiceAct> ServiceActs(int limit) => Reading(() => ServiceRows.Acts(_connection, limit), []);

    public CalendarMemory Calendar() => Reading(() => CalendarRows.Read(_connection), CalendarMemory.Nothing);

    public IReadOnlyList<DateTimeOffset?> FirstSeen(IReadOnlyList<Change> changes) =>
        Reading(() => FirstSeenRows.Find(_connection, changes), new DateTimeOffset?[changes.Count]);

    public IReadOnlyList<NamedBreaker> PackageBreakers() => Reading(() => BreakerRows.All(_connection), []);

    public IReadOnlyList<MirrorMemory> MirrorMemories() => Reading(() => MirrorRows.All(_connection), []);

    public IReadOnlyList<MirrorTally> Mirrors(long runId) => Reading(() => MirrorRows.OfRun(_connection, runId), []);

    public IReadOnlyList<Counter> Counters() => Reading(() => CounterRows.All(_connection), []);

    public IReadOnlyList<PendingUpdate> Pending() => Reading(() => PendingRows.All(_connection), []);

    public ToldNotice? Notice(long runId) => Reading(() => NoticeRows.OfRun(_connection, runId), null);

    public PastReboot? LastReboot() => Reading(() => RebootRows.Newest(_connection), null);

    public IReadOnlyList<QueuedJob> Jobs(int limit) => Reading(() => JobRows.Newest(_connection, limit), []);

    public IReadOnlyList<QueuedJob> GuardedJobs(int limit) => Reading(() => JobRows.Guarded(_connection, limit), []);

    public QueuedJob? FindJob(long job) => Reading(() => JobRows.Find(_connection, job), null);

    public IReadOnlyList<JobNote> JobNotes(long job) => Reading(() => JobRows.Notes(_connection, job), []);

    public IReadOnlyList<QueuedJob> OpenJobs() => Reading(() => JobRows.Open(_connection), []);

    public void Dispose() => _connection.Dispose();

    private PastRun? One(long runId) => RunRows.Read(_connection, "WHERE run = $run", ("$run", runId)) is [var run] ? run : null;

    // One transaction for each answer, as it comes from several tables and a writer may be at work.
    // The schema's version is looked at only when something is missing: a reader that starts quickly asks nothing in advance.
    private T Reading<T>(Func<T> read, T nothing)
    {
        try
        {
            return _connection.Atomically(read, reads: true);
        }
        catch (SqliteException e) when (e.Code == SqliteException.NoSuchThing && VersionOrZero() is var version)
        {
            // What an older program's file has no place for is not there until the next run makes it.
            return version < Schema.Latest ? nothing : version > Schema.Latest ? throw Schema.Newer(_path, version, e) : throw CannotRead(_path, e);
        }
        catch (SqliteException e)
        {
            throw CannotRead(_path, e);
        }
    }

    private int VersionOrZero()
    {
        try
        {
            return Schema.VersionOf(_connection);
        }
        catch (SqliteException e)
        {
            throw CannotRead(_path, e);
        }
    }

    private static HistoryException CannotRead(string path, SqliteException e) => e.IsDamage
        ? new HistoryException(
            $"cannot read the history {path}: {e.Message}\nThe file is damaged. The next run keeps it under another name and begins a new one:     kupkg run --now", e)
        : new HistoryException(
            $"cannot read the history {path}: {e.Message}\nNothing was changed. If the file's rights are wrong, the next run sets them:     kupkg run --now", e);
}
