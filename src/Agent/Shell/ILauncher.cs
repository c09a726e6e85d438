using KuPkg.Policy.Model;

namespace KuPkg.Agent.Shell;

/// <summary>Starts every child of KuPkg. Thread-safe.</summary>
internal interface ILauncher
{
    /// <summary>Starts a child that the caller watches. Its output goes to <see cref="Launch.OutputPath"/>, which must be set.</summary>
    /// <exception cref="LaunchException">The program cannot be started.</exception>
    IChild Start(Launch launch);

    /// <summary>
    /// Runs a short command to its end and captures its output, at most <paramref name="captureBytes"/> of each stream (the rest is read and counted, not kept).
    /// When <paramref name="limit"/> passes, or the token is cancelled, the child's whole session is killed.
    /// It ends with the child: what a daemon that holds the output open prints later is not waited for. With an <see cref="Launch.OutputPath"/> nothing is captured.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the session is gone.</exception>
    /// <exception cref="LaunchException">The program cannot be started.</exception>
    Task<ShortResult> RunAsync(Launch launch, TimeSpan limit, int captureBytes = 4 << 20, CancellationToken stop = default);
}

/// <summary>A child that was started. Disposing lets go of it; it does not end the child, whose exit is taken all the same.</summary>
internal interface IChild : IDisposable
{
    ProcessId Id { get; }

    /// <summary>The session that is all its own: what lost its parent and stayed in it still belongs to it. Null: its session is others' too, as with a process that somebody else started.</summary>
    int? Session => Id.Pid;

    /// <summary>The scope it runs in; null when it has none. Set although the program asked for may be reached through systemd-run: the pid stays the same.</summary>
    string? Scope { get; }

    /// <summary>Why it runs without the scope that was asked for, in words for the record; null when it has it, or none was asked for, or systemd does not run.</summary>
    string? ScopeNote => null;

    /// <summary>Completes when the child itself has ended and was reaped. Descendants may live on.</summary>
    Task<ExitStatus> Exited { get; }
}

/// <summary>How a short command ended.</summary>
/// <param name="Status">Its exit.</param>
/// <param name="Output">Standard output, invalid UTF-8 replaced.</param>
/// <param name="Error">Standard error, likewise.</param>
/// <param name="IsTimedOut">Whether the limit ended it.</param>
/// <param name="IsTruncated">Whether more was printed than was kept.</param>
internal sealed record ShortResult(ExitStatus Status, string Output, string Error, bool IsTimedOut, bool IsTruncated)
{
    public bool IsSuccess => Status.IsSuccess && !IsTimedOut;
}

/// <summary>A program could not be started. The message says what was tried, on what, what came back, and what to do.</summary>
internal sealed class LaunchException(string message, int errorNumber) : Exception(message)
{
    /// <summary>The kernel's errno.</summary>
    public int ErrorNumber { get; } = errorNumber;
}
