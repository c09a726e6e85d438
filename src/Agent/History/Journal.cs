using KuPkg.Agent.Config;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Model;
using KuPkg.Policy.Notices;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.History;

/// <summary>The journal in SQLite. May be shared by threads. A file that turns out to be damaged is set aside, and the run at work goes on in a new one.</summary>
internal sealed class Journal : IJournal
{
    // Progress alone must not grow without end in memory while a long script says much and nothing else happens.
    private const int MostInMemory = 256;

    private readonly Lock _gate = new();
    private readonly HistoryFile _file;
    private readonly Reserve _reserve;
    private readonly TimeProvider _time;
    private readonly Dictionary<long, RunStart> _atWork = [];
    private readonly List<(long Run, RunEvent Happened)> _waiting = [];
    private Database _connection;

    private Journal(HistoryFile file, Reserve reserve, TimeProvider time, Database connection)
    {
        _file = file;
        _reserve = reserve;
        _time = time;
        _connection = connection;
    }

    /// <summary>Opens the history for writing, and creates it when there is none.</summary>
    /// <param name="paths">Where it is.</param>
    /// <param name="time">For the name of a damaged file.</param>
    /// <param name="warning">What an operator must know (a damaged file was set aside); null when all is well.</param>
    /// <exception cref="HistoryException">It cannot be used, or a newer program wrote it.</exception>
    public static Journal Open(HostPaths paths, TimeProvider time, out string? warning)
    {
        var file = new HistoryFile(paths, time);
        var connection = file.Open(out warning);
        var reserve = new Reserve(Path.Join(paths.StateDirectory, "reserve"));
        reserve.Refill();
        return new Journal(file, reserve, time, connection);
    }

    public RunStart BeginRun(RunStart start) => Guarded(() =>
    {
        var numbered = start with { RunId = Insert(start, null) };
        _atWork[numbered.RunId] = numbered;
        return numbered;
    });

    public void Append(long runId, RunEvent happened)
    {
        lock (_gate)
        {
            _waiting.Add((runId, happened));
            if (happened is PackageStepped && _waiting.Count < MostInMemory) return;
        }

        try
        {
            Flush();
        }
        catch (Exception e) when (e is ArgumentException || e.InnerException is SqliteException { Code: SqliteException.ConstraintViolated })
        {
            // An event that can never be written must not stand in the way of those that follow. (On a full disk all wait for the next try.)
            lock (_gate) _waiting.RemoveAll(waiting => ReferenceEquals(waiting.Happened, happened));
            throw;
        }

        if (happened is RunEnded) Guarded(() => _atWork.Remove(runId));
    }

    public IReadOnlyList<RunStart> UnfinishedRuns() => Guarded(() => _connection.Rows(
        $"SELECT {RunRows.StartColumns}, {RunRows.NewerStartColumns} FROM runs WHERE ended_at IS NULL AND interrupted_at IS NULL ORDER BY run", RunRows.WholeStart)
        .FindAll(start => !_atWork.ContainsKey(start.RunId)));

    public void CloseInterrupted(long runId, DateTimeOffset at, string why) => Guarded(() => _connection.Run(
        "UPDATE runs SET interrupted_at = $at, interrupted_why = $why WHERE run = $run AND ended_at IS NULL",
        ("$run", runId), ("$at", Columns.Time(at)), ("$why", why)));

    public IReadOnlyList<Change> PlannedChanges(long runId) => Guarded(() => PlannedRows.Newest(_connection, runId));

    public IReadOnlyList<OpenService> OpenServices() => Guarded(() => ServiceRows.Open(_connection));

    public void CloseServices(long runId, IReadOnlyList<string> services) => Guarded(() => _connection.Atomically(() => ServiceRows.Close(_connection, runId, services)));

    public IReadOnlyList<ServiceState> ServiceStates() => Guarded(() => ServiceRows.States(_connection));

    public IReadOnlyList<ServiceAct> ServiceActs(string service, DateTimeOffset since) => Guarded(() => ServiceRows.Acts(_connection, service, since));

    public void RecordServiceAct(ServiceAct act) => Guarded(() => ServiceRows.Add(_connection, act));

    public CalendarMemory Calendar() => Guarded(() => CalendarRows.Read(_connection));

    public IReadOnlyList<DateTimeOffset?> FirstSeen(IReadOnlyList<Change> changes) => Guarded(() => FirstSeenRows.Find(_connection, changes));

    public void RecordSeen(IReadOnlyList<Change> changes, DateTimeOffset at) => Guarded(() => _connection.Atomically(() => FirstSeenRows.Record(_connection, changes, at)));

    public IReadOnlyList<NamedBreaker> PackageBreakers() => Guarded(() => BreakerRows.All(_connection));

    public void SetPackageBreaker(NamedBreaker breaker) => Guarded(() => BreakerRows.Set(_connection, breaker));

    public IReadOnlyList<Hold> Holds() => Guarded(() => HoldRows.InForce(_connection));

    public void PlaceHold(Hold hold) => Guarded(() => _connection.Atomically(() =>
    {
        HoldRows.Place(_connection, hold, null, null);
        return 0;
    }));

    public void EndHold(Hold hold, DateTimeOffset at, string why) => Guarded(() =>
    {
        HoldRows.End(_connection, hold, at, why);
        return 0;
    });

    public int FailedTries(string package, string version) => Guarded(() => (int)_connection.Number(
        "SELECT COUNT(*) FROM tries WHERE package = $package AND version = $version", ("$package", package), ("$version", version)));

    public void RecordFailedTry(long runId, string package, string version, string why, DateTimeOffset at) => Guarded(() => _connection.Run(
        "INSERT INTO tries (package, version, run, at, why) VALUES ($package, $version, $run, $at, $why)",
        ("$package", package), ("$version", version), ("$run", runId), ("$at", Columns.Time(at)), ("$why", why)));

    public TimeSpan LongestKnownQuiet(string package) => Guarded(() => _connection.Rows(
        "SELECT MAX(quiet_s) FROM quiets WHERE package = $package",
        static row => row.IsNull(0) ? TimeSpan.Zero : row.Seconds(0), ("$package", package))[0]);

    public void RecordQuiet(long runId, string package, TimeSpan quiet, DateTimeOffset at) => Guarded(() => _connection.Run(
        "INSERT INTO quiets (package, quiet_s, run, at) VALUES ($package, $quiet, $run, $at)",
        ("$package", package), ("$quiet", Columns.Seconds(quiet)), ("$run", runId), ("$at", Columns.Time(at))));

    public IReadOnlyList<MirrorMemory> MirrorMemories() => Guarded(() => MirrorRows.All(_connection));

    public void RecordMirrors(long runId, IReadOnlyList<MirrorTally> tallies, IReadOnlyList<MirrorMemory> memories, DateTimeOffset at) => Guarded(() => _connection.Atomically(
        () => tallies.Sum(tally => MirrorRows.Add(_connection, runId, tally) + Count(tally)) + memories.Sum(memory => MirrorRows.Set(_connection, memory, at))));

    public NothingToDo? NothingToDo() => Guarded(() => NothingToDoRows.Find(_connection));

    public void SetNothingToDo(NothingToDo? known) => Guarded(() => NothingToDoRows.Set(_connection, known));

    public ToldNotice? LastNotice() => Guarded(() => NoticeRows.Newest(_connection));

    public void RecordNotice(ToldNotice told) => Guarded(() => NoticeRows.Add(_connection, told));

    public void RecordReboot(PastReboot reboot) => Guarded(() => RebootRows.Add(_connection, reboot));

    public void Prune(DateTimeOffset before) => Guarded(() => _connection.Atomically(() =>
    {
        (string, object?) limit = ("$before", Columns.Time(before));
        _connection.Run("DELETE FROM runs WHERE COALESCE(ended_at, interrupted_at) < $before", limit);
        _connection.Run("DELETE FROM holds WHERE ended_at < $before", limit);
        _connection.Run("DELETE FROM tries WHERE at < $before", limit);
        _connection.Run("DELETE FROM first_seen WHERE at < $before", limit);
        _connection.Run("DELETE FROM jobs WHERE ended_at < $before", limit);
        // The newest one is what the next is compared with.
        _connection.Run("DELETE FROM notices WHERE at < $before AND run < (SELECT MAX(run) FROM notices)", limit);
        _connection.Run("DELETE FROM service_acts WHERE at < $before", limit);
        _connection.Run("DELETE FROM reboots WHERE at < $before", limit);
        _connection.Run("DELETE FROM mirrors WHERE last_used_at < $before", limit);
        return _connection.Run("DELETE FROM quiets WHERE at < $before", limit);
    }));

    /// <summary>Writes what was kept in memory and closes the file; the -wal and -shm files stay, for readers who may not write.</summary>
    public void Dispose()
    {
        try
        {
            Flush();
        }
        catch (HistoryException)
        {
            // Whoever appended an event has heard that it could not be written; only progress is lost unheard, and thrown here it would hide their error.
        }
        finally
        {
            _connection.Dispose();
        }
    }

    private int Count(MirrorTally tally)
    {
        foreach (var (cause, count) in tally.Failures)
            CounterRows.Add(_connection, Counter.MirrorFailures, count, tally.Mirror.Address, FailureCounts.Word(cause));
        return 0;
    }

    private void Flush() => Guarded(() =>
    {
        if (_waiting.Count == 0) return 0;
        _connection.Atomically(() =>
        {
            foreach (var (run, happened) in _waiting)
            {
                var last = _connection.Number("SELECT MAX(seq) FROM events WHERE run = $run", ("$run", run));
                new EventWriter(_connection, run, last + 1).Write(happened);
            }

            return 0;
        });
        _waiting.Clear();
        return 0;
    });

    private long Insert(RunStart start, long? runId)
    {
        _connection.Run(
            $"INSERT INTO runs ({RunRows.StartColumns}, {RunRows.NewerStartColumns}) VALUES ($run, $host, $manager, $track, $why, $at, $pid, $ticks, $boot, $kupkg, $install, $named)",
            ("$run", runId), ("$host", start.Host), ("$manager", start.Manager), ("$track", start.Track), ("$why", start.Why),
            ("$at", Columns.Time(start.At)), ("$pid", start.Pid), ("$ticks", start.StartTicks), ("$boot", start.BootId), ("$kupkg", start.Version),
            ("$install", start.MayInstall), ("$named", start.IsNamed));
        return _connection.Number("SELECT last_insert_rowid()");
    }

    private T Guarded<T>(Func<T> work)
    {
        lock (_gate)
        {
            try
            {
                return work();
            }
            catch (SqliteException e) when (e.IsDamage)
            {
                return Last(() =>
                {
                    GoOnInNewFile(e);
                    return work();
                });
            }
            catch (SqliteException e) when (e.IsDiskFull && _reserve.GiveUp())
            {
                return Last(work);
            }
            catch (SqliteException e)
            {
                throw _file.CannotUse(e);
            }
        }
    }

    private T Last<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw _file.CannotUse(e);
        }
    }

    private void GoOnInNewFile(SqliteException damage)
    {
        _connection.Dispose();
        _connection = _file.BeginAnew(damage.Message, out var warning);
        foreach (var (run, start) in _atWork)
        {
            Insert(start, run);
            _waiting.Insert(0, (run, new Noted(warning, IsWarning: true) { At = _time.GetUtcNow() }));
        }
    }
}
