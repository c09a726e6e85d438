using System.ComponentModel;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Schedule;

/// <summary>
/// Starts kupkg's own commands, each as a process of its own from the file that is on disk at that moment, one at a time. A request to stop is handed on to
/// the one at work, which ends its current step and begins nothing new.
/// </summary>
/// <param name="launcher">Starts them.</param>
/// <param name="program">The file.</param>
/// <param name="options">Options that each command gets: <c>--root</c>, <c>--config</c>.</param>
/// <param name="outputPath">Where the one at work prints to.</param>
/// <param name="environment">Their environment.</param>
/// <param name="say">Takes each line that they print, while they work.</param>
/// <param name="time">For the looking at what they print.</param>
internal sealed class OwnCommand(
    ILauncher launcher, string program, IReadOnlyList<string> options, string outputPath, IReadOnlyDictionary<string, string> environment, Action<string> say, TimeProvider time)
{
    private static readonly TimeSpan Listen = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private IChild? _atWork;
    private bool _isStopping;

    /// <summary>Runs one to its end.</summary>
    /// <returns>How it ended. Null: the daemon is stopping, and it was not begun.</returns>
    /// <exception cref="LaunchException">It cannot be started.</exception>
    public async Task<ExitStatus?> RunAsync(params string[] verb)
    {
        IChild child;
        lock (_gate)
        {
            if (_isStopping)
                return null;
            // A new file each time: what an orphan of an earlier daemon still prints goes to the old one.
            File.Delete(outputPath);
            child = launcher.Start(new Launch(program, [.. verb, .. options]) { OutputPath = outputPath, Environment = environment });
            _atWork = child;
        }

        using (child)
        {
            var output = new LineFollower(outputPath);
            while (await Task.WhenAny(child.Exited, Task.Delay(Listen, time)) != child.Exited)
                Tell(output);
            lock (_gate)
                _atWork = null;
            do
                Tell(output);
            while (!output.IsAtEnd);
            return await child.Exited;
        }
    }

    /// <summary>Begins nothing any more, and asks the one at work to end its current step.</summary>
    /// <returns>Whether one is at work.</returns>
    public bool Stop()
    {
        lock (_gate)
        {
            _isStopping = true;
            if (_atWork is not { } child)
                return false;
            try
            {
                using var process = PidFd.TryOpen(child.Id);
                _ = process?.Send(SignalNames.Terminate);
            }
            catch (Win32Exception)
            {
                // Without a handle it is not asked; it is waited for all the same, to its end.
            }

            return true;
        }
    }

    private void Tell(LineFollower output)
    {
        try
        {
            foreach (var line in output.Read())
                say(line);
        }
        catch (IOException e)
        {
            say($"what is at work prints something that cannot be read: {e.Message}");
        }
    }
}
