using System.Runtime.InteropServices;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Tests.Kill;

/// <summary>A child in a session of its own. What is left of its session when a test ends is killed, nothing else.</summary>
internal sealed partial class Spawned : IDisposable
{
    private static readonly Launcher Launcher = new(TimeProvider.System);
    private readonly IChild _child;

    private Spawned(IChild child) => _child = child;

    public ProcessId Id => _child.Id;

    public bool HasEnded => _child.Exited.IsCompleted;

    /// <summary>Starts <c>sh -c SCRIPT</c>; its output goes nowhere.</summary>
    public static Spawned Shell(string script) => Start("/bin/sh", "-c", script);

    public static Spawned Start(string program, params string[] arguments) =>
        new(Launcher.Start(new Launch(program, arguments) { OutputPath = "/dev/null" }));

    /// <summary>Waits for the end: the exit code, or the negative number of the signal.</summary>
    public async Task<int> ExitAsync(TimeSpan? bound = null)
    {
        await Eventually.TrueAsync(() => HasEnded, $"{Id} ends", bound);
        var status = await _child.Exited;
        return status.Code ?? -status.Signal!.Value;
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

        _child.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
