using System.Collections.Concurrent;
using KuPkg.Agent.Drivers;
using KuPkg.Agent.Gateway;
using KuPkg.Agent.History;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Runs;

/// <summary>
/// The gateway of a run: started when something is to be fetched, ended when it was. Where it cannot be had the run goes on without one, and says so.
/// What it did is written to the history when it ends. One thread of control, as a run has; what the gateway tells from its own threads waits until <see cref="Tell"/>.
/// </summary>
internal sealed class RunGateway(
    IDriver driver, KuPkgSettings settings, RunFolder folder, IJournal journal, RunEvents events, TimeProvider time, Func<double> random, CancellationToken stop) : IAsyncDisposable
{
    private readonly ConcurrentQueue<GatewayEvent> _heard = new();
    private readonly GatewayTeller _teller = new(events);
    private IGateway? _gateway;
    private Front? _front;
    private bool _isHopeless = !settings.Mirrors.IsGatewayUsed;

    /// <summary>What the gateway is at, for the progress line; null: there is none, or it fetches nothing.</summary>
    public string? Words => _gateway?.Read().Words;

    /// <summary>How often a file can be asked for anew before all mirrors of its group had their turn; 0 without a gateway.</summary>
    public int MostMirrors => _front?.Plan.Groups.Max(static g => g.Mirrors.Count) ?? 0;

    /// <summary>The gateway's front, started if need be; null: the run fetches without.</summary>
    public async Task<Front?> FrontAsync()
    {
        if (_front is not null || _isHopeless)
            return _front;
        try
        {
            var plan = await driver.ReadFrontAsync(settings.Mirrors, stop);
            foreach (var warning in plan.Warnings)
                events.Warn(warning);
            foreach (var note in plan.Notes)
                events.Note(note);
            if (plan.Groups.Count == 0)
            {
                _isHopeless = true;
                return null;
            }

            _gateway = await GatewayServer.StartAsync(SetupOf(plan), time, random, _heard.Enqueue);
            _front = await driver.WriteFrontAsync(folder, plan, _gateway.Address, stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LaunchException)
        {
            _isHopeless = true;
            events.Note($"the gateway is not used: {e.Message}; {driver.Name} fetches without it, and what stalls is ended and tried again");
            await EndAsync();
        }

        return _front;
    }

    /// <summary>
    /// What the gateway does for a tool that waits for it, as the watch of that tool counts it: a file that is held back until it is whole, or one that waits for its turn, reaches the tool late,
    /// and the tool is not at fault. A flow below the floor does not count. For one watch.
    /// </summary>
    public Func<TimeSpan, ElsewhereWork> AsHelper()
    {
        var credit = new FlowCredit(settings.Download.FloorBytesPerSecond, settings.Download.FloorOver);
        return at => new ElsewhereWork("the gateway", 0, credit.Of(at, _gateway?.Read().Bytes ?? 0));
    }

    /// <summary>A refresh begins.</summary>
    public void BeginRefresh() => _gateway?.BeginRefresh();

    /// <summary>Tells the gateway what a download is going to ask for.</summary>
    public async Task ExpectAsync(RunPreferences preferences)
    {
        if (_gateway is { } gateway && _front is { } front)
            gateway.Expect(await driver.ReadExpectedAsync(folder, preferences, front, stop));
    }

    /// <summary>Tells the gateway which files the manager found to be wrong.</summary>
    /// <returns>Whether there are any, so that another try makes sense.</returns>
    public bool Distrust(ToolEnd end)
    {
        if (_gateway is not { } gateway || _front is not { } front || driver.ReadDistrusted(end, front) is not { Count: > 0 } wrong)
            return false;
        foreach (var address in wrong)
            gateway.Distrust(address);
        return true;
    }

    /// <summary>Makes events of the run of what the gateway told since the last call.</summary>
    public void Tell()
    {
        while (_heard.TryDequeue(out var heard))
            _teller.Tell(heard);
    }

    /// <summary>Ends the gateway and writes down what it did. Another call of <see cref="FrontAsync"/> starts a new one.</summary>
    public async Task EndAsync()
    {
        if (_gateway is not { } gateway)
            return;
        _gateway = null;
        _front = null;
        var tallies = gateway.Read().Tallies;
        await gateway.DisposeAsync();
        Tell();
        _teller.TellRest();
        if (tallies.Count == 0)
            return;
        var known = journal.MirrorMemories().ToDictionary(static m => m.Mirror);
        var now = events.Now;
        journal.RecordMirrors(
            folder.RunId, tallies,
            [.. tallies.Select(t => (known.GetValueOrDefault(t.Mirror) ?? new MirrorMemory(t.Mirror)).After(t, now, random()))], now);
    }

    public async ValueTask DisposeAsync() => await EndAsync();

    private GatewaySetup SetupOf(FrontPlan plan)
    {
        var spool = folder.File("spool");
        Directory.CreateDirectory(spool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new GatewaySetup
        {
            Groups = plan.Groups,
            Limits = settings.Download,
            SpoolDirectory = spool,
            Access = plan.Access,
            Memories = journal.MirrorMemories().ToDictionary(static m => m.Mirror),
            KnownReleases = plan.KnownReleases,
        };
    }
}
