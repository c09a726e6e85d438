using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Shell;

/// <summary>
/// A command that stands in for this process: what it was given (environment, working directory, every open descriptor, what is ignored) is the command's, untouched.
/// With a terminal it stays in this process's group, so that the keys of job control reach both; without one it gets a session of its own. Thread-safe.
/// </summary>
internal sealed class InPlaceChild : IChild
{
    // The runtime ignores SIGPIPE for itself, and whether it was ignored before cannot be told any more; children cannot be waited for while SIGCHLD is.
    private const ulong NeverIgnored = (1UL << (SignalNames.Pipe - 1)) | (1UL << (SignalNames.Child - 1));

    private InPlaceChild(ProcessId id, Task<ExitStatus> exited, bool hasOwnSession)
    {
        Id = id;
        Exited = exited;
        Session = hasOwnSession ? id.Pid : null;
    }

    public ProcessId Id { get; }

    public int? Session { get; }

    public string? Scope => null;

    public Task<ExitStatus> Exited { get; }

    /// <summary>Whether this process has a controlling terminal.</summary>
    public static bool HasTerminal { get; } = ProcStat.TryRead(System.Environment.ProcessId) is { Terminal: not 0 };

    /// <summary>Starts it.</summary>
    /// <param name="arguments">The whole vector, byte for byte; argv[0] is looked up in PATH.</param>
    /// <param name="ignoredSignals">See <see cref="OwnStart.IgnoredSignals"/>.</param>
    /// <exception cref="LaunchException">It cannot be started; errno 2: it was not found.</exception>
    public static InPlaceChild Start(IReadOnlyList<byte[]> arguments, ulong ignoredSignals)
    {
        var request = new InPlaceRequest(arguments, OwnStart.Environment(), ignoredSignals & ~NeverIgnored, !HasTerminal);
        if (!request.HasOwnSession)
            Reaper.Shared.ReapOwnSession();
        var error = Reaper.Shared.TryStart(request, out var pid);
        if (error != 0)
            throw Failure(arguments, Marshal.GetPInvokeErrorMessage(error), error);
        try
        {
            var process = Reaper.Shared.Open(pid);
            return new InPlaceChild(process.Id, Reaper.Shared.Watch(process, []), request.HasOwnSession);
        }
        catch (Win32Exception e)
        {
            throw Failure(arguments, e.Message, e.NativeErrorCode);
        }
    }

    /// <summary>Hands a signal on: to the group that the command leads, or, where it shares ours, to the command itself.</summary>
    public void Relay(int signal)
    {
        if (Session is not null)
        {
            Reaper.Shared.SignalGroup(Id, signal);
            return;
        }

        using var process = PidFd.TryOpen(Id);
        _ = process?.Send(signal);
    }

    public void Dispose()
    {
        // Nothing is held here.
    }

    private static LaunchException Failure(IReadOnlyList<byte[]> arguments, string cause, int errorNumber)
    {
        const int notFound = 2;
        var name = Encoding.UTF8.GetString(arguments[0]);
        var remedy = errorNumber != notFound ? LaunchRemedy.Of(errorNumber)
            : name.Contains('/', StringComparison.Ordinal) ? "See that it is there, and that the interpreter named in its first line is."
            : $"It is in no directory of PATH ({System.Environment.GetEnvironmentVariable("PATH")}): install it, or give its path.";
        return new LaunchException($"tried to start '{name}': {cause}. {remedy}", errorNumber);
    }
}
