using System.ComponentModel;
using System.Runtime.InteropServices;
using KuPkg.Policy.Model;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Agent.Shell;

/// <summary>Starts children by posix_spawn and hands them to the one <see cref="Reaper"/> of this process. Thread-safe.</summary>
/// <param name="time">For the limits of short commands.</param>
/// <param name="scopeMaker">Makes scopes; null: no child gets one.</param>
internal sealed class Launcher(TimeProvider time, ScopeMaker? scopeMaker) : ILauncher
{
    private const int FirstFreeDescriptor = 3;

    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);

    /// <summary>With scopes where systemd runs.</summary>
    public Launcher(TimeProvider time)
        : this(time, ScopeMaker.OfHost)
    {
    }

    public IChild Start(Launch launch)
    {
        if (launch.OutputPath is not { } path)
            throw new ArgumentException($"{launch.Display}: a watched child needs an output file.", nameof(launch));
        return Begin(launch, () => ChildOutput.ToFile(path), out _);
    }

    public async Task<ShortResult> RunAsync(Launch launch, TimeSpan limit, int captureBytes = 4 << 20, CancellationToken stop = default)
    {
        stop.ThrowIfCancellationRequested();
        using var child = Begin(launch, launch.OutputPath is { } path ? () => ChildOutput.ToFile(path) : () => ChildOutput.Captured(captureBytes), out var captures);
        using var limitPassed = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limitPassed.Token, stop);
        var isTimedOut = false;
        try
        {
            await child.Exited.WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            await Task.Run(() => SessionSweep.Kill(child.Id), CancellationToken.None);
            isTimedOut = true;
        }

        var status = isTimedOut ? await EndOfKilledAsync(child) : await child.Exited;
        stop.ThrowIfCancellationRequested();
        return new ShortResult(
            status, captures is [var output, _] ? output.Text : "", captures is [_, var error] ? error.Text : "", isTimedOut, captures.Any(static c => c.IsTruncated));
    }

    // A killed process in an uninterruptible sleep ends when its disk or server answers, perhaps never. The reaper goes on waiting, the caller does not.
    private async Task<ExitStatus> EndOfKilledAsync(IChild child)
    {
        try
        {
            return await child.Exited.WaitAsync(LongestEnd, time);
        }
        catch (TimeoutException)
        {
            return ExitStatus.Unknown;
        }
    }

    private Child Begin(Launch launch, Func<ChildOutput> open, out IReadOnlyList<Capture> captures)
    {
        if (launch.Descriptors.Keys.Any(static number => number < FirstFreeDescriptor))
            throw new ArgumentException($"{launch.Display}: descriptors below {FirstFreeDescriptor} are the standard ones.", nameof(launch));

        var command = CommandLine.Of(launch);
        string? note = null;
        if (launch.Scope is { } scope && scopeMaker is { } maker && launch.Root is null or "/")
        {
            if (TryBeginInScope(launch, command, scope, maker, open, out captures, out note) is { } inScope)
                return inScope;
        }

        try
        {
            using var output = open();
            captures = output.Captures;
            var process = Spawn(launch, command, output);
            return new Child(process.Id, Reaper.Shared.Watch(process, captures), null, note);
        }
        catch (Win32Exception e)
        {
            throw Failure(launch, e.Message, e.NativeErrorCode);
        }
    }

    private Child? TryBeginInScope(
        Launch launch, CommandLine command, string scope, ScopeMaker maker, Func<ChildOutput> open, out IReadOnlyList<Capture> captures, out string? note)
    {
        try
        {
            using var output = open();
            captures = output.Captures;
            note = null;
            var process = Spawn(launch, maker.Wrap(command, scope), output);
            if (maker.WaitForCommand(process, time))
                return new Child(process.Id, Reaper.Shared.Watch(process, captures), scope, null);

            var status = Reaper.Shared.Reap(process);
            note = $"Tried to put '{launch.Display}' into the scope {scope}: systemd-run came back with {status} and '{output.Said()}'. "
                + $"It runs without one, in a session of its own; see systemctl status {scope}, and systemctl is-system-running.";
            output.Abandon();
            return null;
        }
        catch (Win32Exception e)
        {
            throw Failure(launch, e.Message, e.NativeErrorCode);
        }
    }

    private static PidFd Spawn(Launch launch, CommandLine command, ChildOutput output)
    {
        var opened = new List<SafeFileHandle>();
        try
        {
            opened.Add(Libc.OpenReading(launch.InputPath ?? "/dev/null"));
            var descriptors = new Dictionary<int, SafeFileHandle> { [0] = opened[0], [1] = output.Output, [2] = output.Error };
            foreach (var (number, path) in launch.Descriptors)
            {
                opened.Add(Libc.OpenAppending(path));
                descriptors.Add(number, opened[^1]);
            }

            var request = new SpawnRequest(command.Path, command.Arguments, launch.Environment, command.WorkingDirectory, descriptors);
            var error = Reaper.Shared.TryStart(request, out var pid);
            if (error != 0)
                throw Failure(launch, $"cannot execute {command.Path}: {Marshal.GetPInvokeErrorMessage(error)}", error);
            return Reaper.Shared.Open(pid);
        }
        finally
        {
            foreach (var file in opened)
                file.Dispose();
        }
    }

    private static LaunchException Failure(Launch launch, string cause, int errorNumber) =>
        new($"Tried to start '{launch.Display}': {cause}. {LaunchRemedy.Of(errorNumber)}", errorNumber);
}
