using System.Globalization;
using KuPkg.Agent.Config;
using KuPkg.Agent.History;
using KuPkg.Agent.History.Queue;
using KuPkg.Agent.Locks;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Schedule;

/// <summary>
/// What the daemon does at its ticks and looks. It decides nothing about runs: a tick starts <c>kupkg run</c>, as the timer does, and that says whether one is due.
/// </summary>
internal sealed class Daemon(HostPaths paths, OwnCommand commands, ServiceManager manager, Pulse pulse, DaemonLog log, TimeProvider time) : IDisposable
{
    /// <summary>The distance of two ticks: that of the timer and of the cron line.</summary>
    public static readonly TimeSpan TickEvery = TimeSpan.FromMinutes(15);

    /// <summary>The distance of two looks at the queue and at the configuration's being there.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(15);

    private const int Deferred = 75;

    // Ticks, jobs and the change of programs come one after the other; who waits comes in the order of asking.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private string _doing = "";
    private string _last = "";
    private string? _trouble;
    private bool? _isQuarantined;
    private volatile bool _isStopping;

    /// <summary>One tick.</summary>
    public async Task TickAsync()
    {
        pulse.Begin();
        try
        {
            await InTurnAsync(async () =>
            {
                if (Queued().Any(static j => j.State == JobState.Running) && !IsRunLocked())
                    await WorkOffAsync("takes up a job of the queue whose kupkg ended");
                await RunAsync();
            });
        }
        finally
        {
            pulse.End();
            TellStatus();
        }
    }

    /// <summary>One look: is the host quarantined, is a job of the queue due? Nothing while something is at work.</summary>
    public async Task LookAsync()
    {
        if (_turn.CurrentCount == 0)
            return;
        await InTurnAsync(async () =>
        {
            var now = time.GetUtcNow();
            // While somebody else's run is at work, no process is started to find that out at each look.
            if (Queued().FirstOrDefault(j => j.State == JobState.Running || j.IsDue(now)) is { } job && !IsRunLocked())
                await WorkOffAsync($"job {job.JobId} of the queue");
        });
        TellStatus();
    }

    /// <summary>Reads the configuration again and says what it found. Runs read it by themselves, each at its beginning.</summary>
    public void Reload()
    {
        manager.Reloading();
        ReadConfiguration();
        manager.Ready();
        TellStatus();
    }

    /// <summary>Says what is wrong with the configuration, with file, line and column.</summary>
    public void ReadConfiguration()
    {
        _isQuarantined = null;
        if (!SeesConfiguration())
            return;
        switch (ConfigLoader.Load(paths))
        {
            case ConfigState.Refused refused:
                _trouble = $"{refused.File} is refused ({(refused.Mistakes.Count == 1 ? "1 mistake" : $"{refused.Mistakes.Count} mistakes")}): no run begins before it is right";
                log.Say(string.Join('\n', refused.Mistakes.Select(static m => m.ToString())));
                log.Say($"{_trouble}. The daemon goes on and ticks as before.     kupkg config check");
                break;
            case ConfigState.Unreadable unreadable:
                _trouble = $"{unreadable.File} cannot be read";
                log.Say($"{_trouble}; see its rights. The daemon goes on and ticks as before.");
                break;
            default:
                _trouble = null;
                log.Say($"the configuration {paths.ConfigFile} is good; the next tick uses it");
                break;
        }
    }

    /// <summary>Begins nothing new, asks what is at work to end its current step, and waits for that.</summary>
    public async Task StopAsync(string why)
    {
        _isStopping = true;
        manager.Stopping();
        var isAtWork = commands.Stop();
        log.Say(isAtWork ? $"{why}: nothing new begins, and what is at work ({_doing}) is waited for to the end of its current step" : $"{why}: nothing is at work");
        TellStatus();
        await CloseAsync();
    }

    /// <summary>Begins nothing new, and waits until nothing is at work.</summary>
    public async Task CloseAsync()
    {
        _isStopping = true;
        // Given back at once: ticks that wait must come to their turn, and find that there is nothing more to do.
        await _turn.WaitAsync();
        _turn.Release();
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Tells the service manager where the daemon stands.</summary>
    public void TellStatus()
    {
        var next = time.GetUtcNow() + TickEvery - pulse.SinceLast;
        string[] parts =
        [
            _isStopping ? "stopping" : "",
            _isQuarantined == true ? $"quarantined: there is no {paths.ConfigFile}; nothing is done" : _trouble ?? "",
            _doing,
            _doing.Length > 0 || _isStopping || _isQuarantined == true ? "" : string.Create(CultureInfo.InvariantCulture, $"next tick about {next:HH:mm} UTC"),
            _last,
        ];
        manager.Status(string.Join("; ", parts.Where(static p => p.Length > 0)));
    }

    private bool SeesConfiguration()
    {
        var isQuarantined = !File.Exists(paths.ConfigFile);
        if (isQuarantined != _isQuarantined && (isQuarantined || _isQuarantined is not null))
        {
            log.Say(isQuarantined
                ? $"this host is quarantined: there is no {paths.ConfigFile}. Nothing is done until it is there.     kupkg release"
                : $"this host is in again: {paths.ConfigFile} is there. The next tick may update it.");
        }

        _isQuarantined = isQuarantined;
        return !isQuarantined;
    }

    private async Task RunAsync()
    {
        var before = Newest()?.Start.RunId;
        Do("kupkg run is at work, or finds that nothing is due");
        if (await commands.RunAsync("run") is not { } status)
            return;
        var newest = Newest();
        if (newest is not null && newest.Start.RunId != before)
            _last = string.Create(CultureInfo.InvariantCulture, $"run {newest.Start.RunId} at {newest.Start.At.ToUniversalTime():HH:mm} UTC: {newest.Record?.Summary ?? "not ended"}");
        if (status.Code == Deferred)
            log.Say(newest is { Record: null } ? $"run {newest.Start.RunId} is still at work: the tick did nothing" : "the tick did nothing; the next one asks again");
        else if (newest is not null && newest.Start.RunId != before)
            log.Say(_last);
        if (!status.IsSuccess && status.Code is not Deferred)
            log.Say($"kupkg run: {status}     kupkg status");
    }

    private async Task WorkOffAsync(string what)
    {
        Do(what);
        if (await commands.RunAsync("queue", "work") is { IsSuccess: false, Code: not (1 or Deferred) } status)
            log.Say($"kupkg queue work: {status}     kupkg queue");
    }

    private void Do(string what)
    {
        _doing = what;
        TellStatus();
    }

    private PastRun? Newest()
    {
        using var history = HistoryReader.Open(paths);
        return history.Runs(1) is [var newest, ..] ? newest : null;
    }

    private IReadOnlyList<QueuedJob> Queued()
    {
        using var history = HistoryReader.Open(paths);
        return history.OpenJobs();
    }

    private bool IsRunLocked() => new KernelLocks().Find([paths.RunLock]).Any(static h => !h.IsWaiting);

    private async Task InTurnAsync(Func<Task> doAsync)
    {
        await _turn.WaitAsync();
        try
        {
            if (!_isStopping && SeesConfiguration())
                await doAsync();
        }
        finally
        {
            _doing = "";
            _turn.Release();
        }
    }
}
