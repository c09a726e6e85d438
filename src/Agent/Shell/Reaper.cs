using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Shell;

/// <summary>
/// Takes the exits of all children of this process on one thread, and reads what the short ones print.
/// This process becomes a subreaper: descendants whose parents have ended become its children, and are reaped as they end.
/// One for the whole process, as children belong to the process. Thread-safe.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The one instance lives as long as the process.")]
internal sealed partial class Reaper
{
    private const int SetChildSubreaper = 36;
    private const int LateRetryMilliseconds = 50;
    private const int NoSuchFile = 2;
    private const ulong WakeKey = 0;

    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);
    private static readonly Lazy<Reaper> OfThisProcess = new(static () => new Reaper());

    private readonly Lock _gate = new();
    private readonly Epoll _epoll = new();
    private readonly Wakeup _wakeup = new();
    private readonly Dictionary<ulong, Action> _readers = [];
    private readonly HashSet<int> _children = [];
    private readonly List<Watched> _late = [];
    private volatile int _ownSession = ProcStat.TryRead(Environment.ProcessId)?.Session ?? 0;
    private readonly PosixSignalRegistration _childSignal;
    private ulong _lastKey = WakeKey;
    private int _starting;
    private bool _isOrphanLeft;
    private long _orphansReaped;

    private Reaper()
    {
        ChildSignal.StopIgnoring();
        if (Control(SetChildSubreaper, 1, 0, 0, 0) != 0)
            throw Libc.Failure("become a subreaper");
        _epoll.Add(_wakeup.Descriptor, WakeKey);
        // Children of ours tell by their pidfd; this is for the orphans, which come without one.
        _childSignal = PosixSignalRegistration.Create((PosixSignal)SignalNames.Child, _ => _wakeup.Signal());
        new Thread(Loop) { IsBackground = true, Name = "reaper" }.Start();
    }

    public static Reaper Shared => OfThisProcess.Value;

    /// <summary>How many orphans were reaped so far.</summary>
    public long OrphansReaped => Interlocked.Read(ref _orphansReaped);

    /// <summary>Starts a child and knows it from its first moment, so that it is never taken for an orphan. <see cref="Watch"/> or <see cref="Reap"/> must follow.</summary>
    /// <returns>0, or the errno.</returns>
    public int TryStart(SpawnRequest request, out int pid) => TryStart(() => (PosixSpawn.TryStart(request, out var started), started), out pid);

    /// <summary>The same for a child that stands in for this process.</summary>
    public int TryStart(InPlaceRequest request, out int pid) => TryStart(() => (PosixSpawn.TryStart(request, out var started), started), out pid);

    private int TryStart(Func<(int Error, int Pid)> spawn, out int pid)
    {
        lock (_gate)
            _starting++;
        try
        {
            (var error, pid) = spawn();
            if (error == 0)
            {
                lock (_gate)
                    _children.Add(pid);
            }

            return error;
        }
        finally
        {
            lock (_gate)
                _starting--;
            if (_isOrphanLeft)
                _wakeup.Signal();
        }
    }

    /// <summary>A handle on a child that was started a moment ago.</summary>
    /// <exception cref="Win32Exception">There is none to be had; the child was killed.</exception>
    public PidFd Open(int pid)
    {
        try
        {
            // It is there, at the least as a zombie, until its exit is taken.
            if (ProcStat.TryRead(pid) is { } stat && PidFd.TryOpen(stat.Id) is { } process)
                return process;
            throw new Win32Exception(NoSuchFile, $"cannot read /proc/{pid}/stat of the new child");
        }
        catch (Win32Exception)
        {
            Disown(pid);
            throw;
        }
    }

    /// <summary>Watches a started child to its end, and reads its output meanwhile. Owns the handles from now on.</summary>
    /// <returns>Completes when the child was reaped and what it had printed was read.</returns>
    /// <exception cref="Win32Exception">The kernel has no room to watch it; the child was killed.</exception>
    public Task<ExitStatus> Watch(PidFd process, IReadOnlyList<Capture> captures)
    {
        var watched = new Watched(process);
        try
        {
            foreach (var capture in captures)
                watched.Captures.Add((Register(capture.Reading, key => ReadSome(key, capture)), capture));
            Register(process, key => TakeExit(key, watched));
            return watched.Ended.Task;
        }
        catch (Win32Exception)
        {
            // Left half registered, its readers see the end of its output and close themselves.
            Disown(process.Id.Pid);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Takes the exit of a started child that is not watched and has ended or been killed. Owns the handle from now on.</summary>
    public ExitStatus Reap(PidFd process)
    {
        _ = process.HasEnded(LongestEnd);
        if (TakeStatus(process) is not { } status)
        {
            // Killed, and yet held by the kernel or a tracer: its exit is taken when it comes.
            _ = Watch(process, []);
            return ExitStatus.Unknown;
        }

        process.Dispose();
        return status;
    }

    // A child that cannot be watched must not run. It is ours until its exit is taken, so its pid is its own; the exit is taken as an orphan's.
    private void Disown(int pid)
    {
        _ = SendSignal(pid, SignalNames.Kill);
        lock (_gate)
            _children.Remove(pid);
        _wakeup.Signal();
    }

    /// <summary>Signals the process group that a child of ours leads, if the exit of the child was not taken yet: until then no other group can have its number.</summary>
    public void SignalGroup(ProcessId leader, int signal)
    {
        lock (_gate)
        {
            if (_children.Contains(leader.Pid))
                _ = SendSignal(-leader.Pid, signal);
        }
    }

    /// <summary>From now on orphans in this process's own session are reaped too: its one job shares the session, and nobody else starts children in it.</summary>
    public void ReapOwnSession() => _ownSession = 0;

    private ulong Register(SafeHandle descriptor, Action<ulong> read)
    {
        ulong key;
        lock (_gate)
        {
            key = ++_lastKey;
            _readers.Add(key, () => read(key));
        }

        try
        {
            _epoll.Add(descriptor, key);
        }
        catch (Win32Exception)
        {
            lock (_gate)
                _readers.Remove(key);
            throw;
        }

        return key;
    }

    private void Unregister(SafeHandle descriptor, ulong key)
    {
        lock (_gate)
            _readers.Remove(key);
        _epoll.Remove(descriptor);
    }

    private void Loop()
    {
        while (true)
        {
            // A registration that nobody refers to is finalized, and hears nothing any more.
            GC.KeepAlive(_childSignal);
            foreach (var key in _epoll.Wait(_late.Count > 0 ? LateRetryMilliseconds : -1))
            {
                if (key == WakeKey)
                    _wakeup.Clear();
                else
                    Reader(key)?.Invoke();
            }

            foreach (var watched in _late.ToArray())
            {
                if (TryEnd(watched))
                    _late.Remove(watched);
            }

            ReapOrphans();
        }
    }

    private Action? Reader(ulong key)
    {
        lock (_gate)
            return _readers.GetValueOrDefault(key);
    }

    private void ReadSome(ulong key, Capture capture)
    {
        if (capture.ReadSome() == 0)
            Close(key, capture);
    }

    private void TakeExit(ulong key, Watched watched)
    {
        Unregister(watched.Process, key);
        // A process that somebody traces is readable here when it has ended, but is ours only when the tracer lets go.
        if (!TryEnd(watched))
            _late.Add(watched);
    }

    private bool TryEnd(Watched watched)
    {
        if (TakeStatus(watched.Process) is not { } status)
            return false;
        foreach (var (key, capture) in watched.Captures.Where(static c => !c.Capture.Reading.IsClosed))
        {
            capture.Drain();
            Close(key, capture);
        }

        watched.Process.Dispose();
        watched.Ended.SetResult(status);
        return true;
    }

    private void Close(ulong key, Capture capture)
    {
        Unregister(capture.Reading, key);
        capture.Dispose();
    }

    // In one go, as the pid may be another child's as soon as its exit is taken.
    private ExitStatus? TakeStatus(PidFd process)
    {
        lock (_gate)
        {
            var status = WaitId.TryReap(process);
            if (status is not null)
                _children.Remove(process.Id.Pid);
            return status;
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);

    private sealed class Watched(PidFd process)
    {
        public PidFd Process { get; } = process;

        public List<(ulong Key, Capture Capture)> Captures { get; } = [];

        public TaskCompletionSource<ExitStatus> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
