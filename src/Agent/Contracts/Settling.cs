using KuPkg.Policy.Gates;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts;

/// <summary>Brings a service from its old instance to its new one: restarts it when it is old, ends strays where the contract says so, and waits until it is new and alone. For one service, by one caller.</summary>
internal sealed class Settling(SeenService seen, bool mustBeNewer, RenewalTools tools)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    // Once for the restart, once for what it left.
    private const int Asked = 2;

    private readonly TouchedService _service = seen.Touched;
    private readonly ServiceContract _contract = seen.Touched.Contract;
    private bool _isOldGoneTold, _isNewTold;
    private int _endings;
    private long? _restartedAt;

    /// <summary>Old instances that are left running on purpose, in words; empty: none.</summary>
    public string LeftAlone { get; private set; } = "";

    /// <summary>Restarts it if it is old, and waits until it is new and alone.</summary>
    public async Task<Setback?> RunAsync()
    {
        var findings = Judge(await LookAsync());
        if (!findings.Any(static f => f.Kind is FindingKind.OldInstance or FindingKind.DefunctMain))
            return await WaitAsync();
        var why = findings.First(static f => f.Kind is FindingKind.OldInstance or FindingKind.DefunctMain).Words;
        await tools.Turnstile.WaitAsync();
        try
        {
            return await RestartAsync(why);
        }
        finally
        {
            tools.Turnstile.Release();
        }
    }

    /// <summary>Restarts it by its contract's way, whatever it is, and waits until it is new and alone.</summary>
    public Task<Setback?> RestartAsync() => RestartAsync("");

    /// <summary>Ends all old instances, in the unit and outside.</summary>
    /// <returns>Whether there were any.</returns>
    public async Task<bool> EndOldAsync()
    {
        var now = await LookAsync();
        var old = Judge(now).Where(static f => f.Kind is FindingKind.OldInstance or FindingKind.Stray or FindingKind.ForeignListener or FindingKind.DefunctMain).SelectMany(static f => f.Processes).Distinct().ToList();
        if (old.Count == 0)
            return false;
        tools.Tell(_service.Name, ServiceStep.Remedy, "kill: what is left of old instances is ended", []);
        await EndAsync(old, $"its contract says on_failure = \"kill\": {old.Count} old {(old.Count == 1 ? "instance is" : "instances are")} left");
        return true;
    }

    /// <summary>Waits until it is new and alone, or cannot be.</summary>
    public async Task<Setback?> WaitAsync()
    {
        var began = tools.Time.GetTimestamp();
        var (hasStarted, hasMetStartLimit) = (false, false);
        while (true)
        {
            var now = await LookAsync();
            var findings = Judge(now);
            TellProgress(now, findings);
            LeaveAlone(findings);
            string? failure = null;
            switch (SettlePolicy.Next(_service, now, findings, new SettleState(tools.Time.GetElapsedTime(began), _endings, hasStarted, hasMetStartLimit) { RestartedAtTicks = _restartedAt }))
            {
                case SettleStep.Settled:
                    return null;
                case SettleStep.GiveUp given:
                    return new Setback(given.Why, given.IsFinal);
                case SettleStep.End end:
                    await EndAsync(end.Processes, end.Why);
                    break;
                case SettleStep.Start:
                    hasStarted = true;
                    failure = await tools.Control.StartAsync(_contract, now.Unit, CancellationToken.None);
                    break;
                case SettleStep.MeetStartLimit limit:
                    hasMetStartLimit = true;
                    failure = await MeetStartLimitAsync(limit.After, now.Unit);
                    began = tools.Time.GetTimestamp();
                    break;
            }

            if (failure is not null)
                return new Setback($"it could not be started: {failure}");
            await PauseAsync();
        }
    }

    private async Task<Setback?> RestartAsync(string why)
    {
        if (await FailedBeforehandAsync() is { } unfit)
            return unfit;
        var now = await LookAsync();
        _restartedAt = now.AtTicks;
        var isKilled = SettlePolicy.IsRestartedByKill(_service, now);
        tools.Tell(_service.Name, ServiceStep.Restarting, $"{(isKilled ? "SIGTERM, then its supervisor starts it again" : ServiceControl.Command("restart", _contract))}{(why.Length > 0 ? $", as {why}" : "")}", []);
        if (isKilled)
        {
            var victims = SettlePolicy.InstancesToRestart(_service, now);
            if (victims.Count > 0)
                await EndAsync(victims, "its contract says restart = \"kill\"; its supervisor starts it again");
        }
        else if (await tools.Control.RestartAsync(_contract, now.Unit, CancellationToken.None) is { } failure)
        {
            return new Setback($"it could not be restarted: {failure}");
        }

        await PauseAsync();
        return await WaitAsync();
    }

    // A service whose configuration does not pass its own test would not come up again: better the old one than none.
    private async Task<Setback?> FailedBeforehandAsync()
    {
        var tests = _contract.Checks.Where(static c => c.At == CheckTime.Before).ToList();
        if (tests.Count == 0)
            return null;
        var results = await tools.Probe.CheckAsync(tests, patience: null, CancellationToken.None);
        return results.FirstOrDefault(static r => !r.IsPassed) is { } failed ? new Setback($"not restarted, as it would not come up again: {failed.Check.Words}: {failed.Words}", IsFinal: true) : null;
    }

    private void LeaveAlone(IReadOnlyList<RenewalFinding> findings)
    {
        if (SettlePolicy.MayEndStrays(_service) || findings.FirstOrDefault(static f => f.Kind == FindingKind.Stray) is not { } strays)
        {
            LeftAlone = "";
            return;
        }

        var why = !_service.IsWritten ? "it has no written contract" : _contract.Strays == Strays.Report ? "its contract says strays = \"report\"" : "its contract says priority = \"critical\"";
        if (LeftAlone.Length == 0)
            tools.Tell(_service.Name, ServiceStep.Remark, $"{strays.Words}; left alone, as {why}", []);
        LeftAlone = strays.Words;
    }

    private async Task<string?> MeetStartLimitAsync(TimeSpan after, UnitState? unit)
    {
        if (after == TimeSpan.Zero)
        {
            tools.Tell(_service.Name, ServiceStep.Remedy, "its start limit was hit and is set back, as its contract says", []);
            return await tools.Control.ResetAsync(_contract, CancellationToken.None) ?? await tools.Control.StartAsync(_contract, unit, CancellationToken.None);
        }

        tools.Tell(_service.Name, ServiceStep.Remark, $"its start limit was hit; it is started again when {after.TotalSeconds:0} s are over", []);
        await Task.Delay(after + Glance, tools.Time);
        return await tools.Control.StartAsync(_contract, unit, CancellationToken.None);
    }

    private async Task EndAsync(IReadOnlyList<ServiceProcess> victims, string why)
    {
        _endings++;
        // What forks another at each SIGTERM is only ended by what it cannot answer.
        TimeSpan? stopWithin = _endings > Asked ? null : _contract.StopWithin;
        tools.Tell(_service.Name, await tools.Ender.EndAsync(_service.Name, victims, stopWithin, why));
    }

    private void TellProgress(ServiceLook now, IReadOnlyList<RenewalFinding> findings)
    {
        var isOldLeft = findings.Any(static f => f.Kind is FindingKind.OldInstance or FindingKind.Stray);
        if (!isOldLeft && !_isOldGoneTold && seen.Look.Processes.Count > 0)
        {
            _isOldGoneTold = true;
            tools.Tell(_service.Name, ServiceStep.OldGone, seen.Look.BootId == now.BootId ? "no old instance is left" : "the host was booted since", [.. seen.Look.Processes.Where(static p => p.Home is ProcessHome.OwnUnit or ProcessHome.Stray).Take(8).Select(static p => $"{p.Words} is gone")]);
        }

        if (!_isNewTold && now.Main is { IsDefunct: false } main && !findings.Any(static f => f.Kind is FindingKind.OldInstance or FindingKind.NotRunning or FindingKind.Starting))
        {
            _isNewTold = true;
            var listens = now.Processes.Where(static p => p.Home == ProcessHome.OwnUnit).SelectMany(static p => p.Listens).Distinct().ToList();
            tools.Tell(_service.Name, ServiceStep.NewStarted, main.Words, [$"{main.Executable} ({main.Image}{(now.OnDisk == main.Image ? ", the file on disk" : "")}), started {Math.Max(0, now.AtTicks - main.Id.StartTicks) / ProcessId.TicksPerSecond:0.0} s ago{(listens.Count > 0 ? $", listens at {string.Join(", ", listens)}" : "")}"]);
        }
    }

    private IReadOnlyList<RenewalFinding> Judge(ServiceLook now) => Renewal.Judge(_service, seen.Look, now, mustBeNewer);

    private Task<ServiceLook> LookAsync() => tools.LookAsync(_service.Name);

    private Task PauseAsync() => Task.Delay(Glance, tools.Time);
}
