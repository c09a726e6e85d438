using System.ComponentModel;
using KuPkg.Agent.History;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Schedule;

/// <summary>How the life of a daemon ended.</summary>
internal enum DaemonEnd
{
    /// <summary>It was asked to stop, and nothing is at work any more.</summary>
    Stopped,

    /// <summary>Its file was replaced; nothing is at work, and the new one is to take its place.</summary>
    Replaced,
}

/// <summary>A daemon from its start to its end: the ticker, the watchdog, the signals.</summary>
internal sealed class DaemonLife(Daemon daemon, ServiceManager manager, Pulse pulse, OwnProgram program, ILauncher launcher, DaemonLog log, TimeProvider clock)
{
    private static readonly TimeSpan TryLimit = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource<DaemonEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasComplained;

    /// <summary>Lives until a signal or a new version ends it.</summary>
    /// <param name="stop">Completes with the reason when it is asked to stop.</param>
    /// <param name="onReload">Is given what is to be done at SIGHUP.</param>
    public async Task<DaemonEnd> RunAsync(Task<string> stop, Action<Action> onReload)
    {
        daemon.ReadConfiguration();
        List<Work> works = [new("tick", Daemon.TickEvery, daemon.TickAsync), new("look", Daemon.LookEvery, LookAsync)];
        if (manager.Watchdog is { } patience)
            works.Add(new Work("watchdog", patience / 2, Beat));
        await using var ticker = await Ticker.StartAsync(works, clock, (work, e) => log.Say($"the {work} failed: {(e is HistoryException or LaunchException or IOException or UnauthorizedAccessException ? e.Message : e.ToString())}"));
        onReload(daemon.Reload);
        manager.Ready();
        daemon.TellStatus();

        if (await Task.WhenAny(stop, _end.Task) == stop)
        {
            await daemon.StopAsync(await stop);
            return DaemonEnd.Stopped;
        }

        return await _end.Task;
    }

    private Task Beat()
    {
        if (pulse.IsAlive)
            manager.Alive();
        else
            log.Say("no tick came for twice its distance: the watchdog is not told that all is well, so that the service manager starts the daemon anew");
        return Task.CompletedTask;
    }

    private async Task LookAsync()
    {
        if (program.IsReplaced && await IsUsableAsync())
        {
            await daemon.CloseAsync();
            _end.TrySetResult(DaemonEnd.Replaced);
            return;
        }

        await daemon.LookAsync();
    }

    // An upgrade may be half unpacked, or for another machine: what cannot tell its version does not take our place.
    private async Task<bool> IsUsableAsync()
    {
        try
        {
            var answer = await launcher.RunAsync(new Launch(program.Path, ["--version"]), TryLimit);
            if (answer.IsSuccess)
            {
                log.Say($"{program.Path} was replaced by version {answer.Output.Trim()}: the daemon goes on with that");
                return true;
            }

            Complain($"it answers {answer.Status} to --version");
        }
        catch (Exception e) when (e is LaunchException or Win32Exception)
        {
            Complain(e.Message);
        }

        return false;
    }

    private void Complain(string why)
    {
        if (!_hasComplained)
            log.Say($"{program.Path} was replaced by something that cannot be used: {why} The daemon goes on as it is, and looks again.     apt-get install --reinstall kupkg");
        _hasComplained = true;
    }
}
