using System.Runtime.InteropServices;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Tests.Kill;

/// <summary>A child in a session of its own. What is left of its session when a test ends is killed, nothing else.</summary>
internal sealed partial class Spawned : IDisposable
{
    private const short SetSession = 0x80, SetSignalDefaults = 0x04;

    private int? _status;

    private Spawned(ProcessId id) => Id = id;

    public ProcessId Id { get; }

    /// <summary>Starts <c>sh -c SCRIPT</c> with a descriptor for nothing but errors, which go to the test's own.</summary>
    public static Spawned Shell(string script) => Start("/bin/sh", "-c", script);

    public static unsafe Spawned Start(string program, params string[] arguments)
    {
        var attributes = stackalloc byte[512];
        var defaults = stackalloc byte[128];
        new Span<byte>(defaults, 128).Fill(0xFF);
        Check(AttributesInit(attributes));
        Check(AttributesSetFlags(attributes, SetSession | SetSignalDefaults));
        Check(AttributesSetDefaults(attributes, defaults));
        string?[] argv = [program, .. arguments, null];
        Check(Spawn(out var pid, program, 0, attributes, argv, [$"PATH={ChildEnvironment.Path}", null]));
        return new Spawned(ProcStat.TryRead(pid)!.Value.Id);
    }

    public bool HasEnded => Poll(noHang: true);

    /// <summary>Waits for the end: the exit code, or the negative number of the signal.</summary>
    public async Task<int> ExitAsync(TimeSpan? bound = null)
    {
        await Eventually.TrueAsync(() => HasEnded, $"{Id} ends", bound);
        var status = _status!.Value;
        return (status & 0x7F) == 0 ? (status >> 8) & 0xFF : -(status & 0x7F);
    }

    /// <summary>Whether any process, a zombie too, is left in the group that the child leads. One call: a runaway cannot hide from it as from a look at /proc.</summary>
    public bool IsGroupEmpty => Kill(-Id.Pid, 0) != 0;

    public void Dispose()
    {
        Kill(-Id.Pid, SignalNames.Kill);
        foreach (var stat in LiveTree.Everything().Where(s => s.Session == Id.Pid))
        {
            using var left = PidFd.TryOpen(stat.Id);
            left?.Send(SignalNames.Kill);
        }

        Poll(noHang: false);
    }

    private bool Poll(bool noHang)
    {
        if (_status is null && WaitPid(Id.Pid, out var status, noHang ? 1 : 0) == Id.Pid)
            _status = status;
        return _status is not null;
    }

    private static void Check(int error)
    {
        if (error != 0)
            throw new InvalidOperationException($"posix_spawn: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static unsafe partial int AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static unsafe partial int AttributesSetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static unsafe partial int AttributesSetDefaults(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Spawn(out int pid, string path, nint actions, byte* attributes, string?[] arguments, string?[] environment);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int pid, out int status, int options);
}
