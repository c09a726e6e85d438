// The product starts its children by Shell.Launcher, and the analyzer sees to it. The harness must not stand on the part that it tests,
// and needs no sessions, descriptors or trees: the runtime's own Process is right here, in this one file.
#pragma warning disable RS0030

using System.Diagnostics;

namespace KuPkg.Harness.Commands;

/// <summary>
/// One started program. Its output is read to the end and kept up to 32 MB; more is read and dropped.
/// The exit is waited for, not the end of output: a daemon that inherited the pipes does not hold anybody up.
/// </summary>
public sealed class RunningCommand : IAsyncDisposable
{
    private const int MostKept = 32 << 20;
    private static readonly TimeSpan DrainFor = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly string _commandLine;
    private readonly long _startedAt = TimeProvider.System.GetTimestamp();
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();
    private readonly Task _drained;

    private RunningCommand(Process process, string commandLine, bool relayed)
    {
        _process = process;
        _commandLine = commandLine;
        Pid = process.Id;
        _drained = relayed
            ? Task.CompletedTask
            : Task.WhenAll(KeepAsync(process.StandardOutput.BaseStream, _output), KeepAsync(process.StandardError.BaseStream, _error));
    }

    public int Pid { get; }

    public bool HasExited => _process.HasExited;

    internal static RunningCommand Start(IReadOnlyList<string> argv, string? workingDirectory, string? input, bool relayed)
    {
        var info = new ProcessStartInfo(argv[0], argv.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = !relayed,
            RedirectStandardError = !relayed,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory ?? "/",
        };
        info.Environment["LC_ALL"] = "C.UTF-8";
        var process = Process.Start(info) ?? throw new InvalidOperationException($"cannot start {argv[0]}: no process came of it");
        if (input is not null)
            process.StandardInput.Write(input);
        process.StandardInput.Close();
        return new RunningCommand(process, string.Join(' ', argv), relayed);
    }

    /// <summary>Waits for the exit; when the time is over the command and its descendants are killed.</summary>
    /// <param name="limit">How long.</param>
    /// <param name="stopToo">What else to end when the time is over: what runs in a booted host is no descendant.</param>
    public async Task<CommandResult> WaitAsync(TimeSpan limit, Action? stopToo = null)
    {
        var timedOut = false;
        using (var over = new CancellationTokenSource(limit, TimeProvider.System))
        {
            try
            {
                await _process.WaitForExitAsync(over.Token);
            }
            catch (OperationCanceledException)
            {
                timedOut = true;
                stopToo?.Invoke();
                Kill();
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }
        var took = TimeProvider.System.GetElapsedTime(_startedAt);
        await Task.WhenAny(_drained, Task.Delay(DrainFor, TimeProvider.System));
        return new CommandResult(_commandLine, _process.ExitCode, Snapshot(_output), Snapshot(_error), took, timedOut);
    }

    /// <summary>What has been printed so far.</summary>
    public string TextSoFar => System.Text.Encoding.UTF8.GetString(Snapshot(_output));

    /// <summary>Ends it and its descendants at once; nothing when it has ended.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended between the question and the signal: that is what was wanted.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
        _process.Dispose();
    }

    private static byte[] Snapshot(MemoryStream kept)
    {
        lock (kept)
            return kept.ToArray();
    }

    private static async Task KeepAsync(Stream from, MemoryStream kept)
    {
        var buffer = new byte[64 << 10];
        try
        {
            for (int n; (n = await from.ReadAsync(buffer)) > 0;)
            {
                lock (kept)
                {
                    if (kept.Length + n <= MostKept)
                        kept.Write(buffer, 0, n);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The pipe was closed under a reader that outlived the wait: what came so far is kept.
        }
    }
}
