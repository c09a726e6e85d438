using KuPkg.Policy.Gates;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts.Kicks;

/// <summary>
/// Keeps services running: makes their checks, asks <see cref="KickPolicy"/>, and does what that says. Each service's lock is held meanwhile, so that neither a run nor another kick is at it. All
/// services side by side; each is bounded by what its contract allows for checks, ending and coming up. Thread-safe.
/// </summary>
/// <param name="host">What is asked of this host.</param>
/// <param name="tools">Looks, checks, starts and ends.</param>
/// <param name="steps">The listener of the tools.</param>
/// <param name="memory">What was done before.</param>
internal sealed class Kicker(KickHost host, RenewalTools tools, KickSteps steps, IKickMemory memory)
{
    private const string By = "check --kick", Reported = "left-alone";

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100), StartTakes = TimeSpan.FromSeconds(5);

    private readonly StandingReader _standings = new(tools.Control);
    private readonly CheckTimes _times = new(host.RuntimeDirectory);
    private readonly ServiceHolds _holds = new(host.ContractDirectories);

    /// <summary>Goes through some services.</summary>
    /// <returns>One for each, in their order.</returns>
    public async Task<IReadOnlyList<KickedService>> RunAsync(IReadOnlyList<ServiceContract> contracts) => await Task.WhenAll(contracts.Select(c => Task.Run(() => KickAsync(c))));

    private async Task<KickedService> KickAsync(ServiceContract contract)
    {
        IReadOnlyList<CheckResult> checks = [];
        try
        {
            var now = tools.Time.GetUtcNow();
            var facts = new KickFacts { Contract = contract, Look = new ServiceLook(contract.Name, 0, []), Hold = _holds.Of(contract.Name), Now = now, OwnUnit = host.OwnUnit };
            if (facts.Hold is not null)
                return new KickedService(contract, [], KickPolicy.Decide(facts));
            using var held = ServiceLock.TryTake(host.RuntimeDirectory, contract.Name);
            if (held is null)
                return new KickedService(contract, [], KickPolicy.Decide(facts with { IsLocked = true }));
            checks = await CheckAsync(contract, now);
            facts = facts with { Checks = checks };
            if (checks.All(static c => c.IsPassed) && ChecksOf(contract).Any(KickPolicy.IsProof))
                return new KickedService(contract, checks, new KickDecision.Healthy());
            facts = facts with { Look = await tools.LookAsync(contract.Name), Standing = await _standings.ReadAsync(contract, tools.Stop) };
            // The history is opened for what is ill alone.
            if (KickPolicy.Decide(facts) is not (KickDecision.Healthy or KickDecision.LeftAlone { IsIll: false }))
                facts = WithPast(facts, memory.ActsOf(contract.Name, now - KickBackoff.Memory));
            return await ActAsync(facts, KickPolicy.Decide(facts));
        }
        catch (OperationCanceledException)
        {
            return new KickedService(contract, checks, new KickDecision.LeftAlone("kupkg was asked to stop", IsIll: checks.Any(static c => !c.IsPassed)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new KickedService(contract, checks, new KickDecision.ReportOnly($"it could not be kept running: {e.Message}"));
        }
    }

    // A contract whose checks only tell whether it would start is asked for its unit too.
    private static IReadOnlyList<ServiceCheck> ChecksOf(ServiceContract contract)
    {
        var checks = ContractProbe.ChecksOf(contract);
        return checks.Any(KickPolicy.IsProof) || contract.Supervisor != Supervisor.Systemd ? checks : [.. checks, new UnitCheck(TouchPolicy.UnitOf(contract))];
    }

    private async Task<IReadOnlyList<CheckResult>> CheckAsync(ServiceContract contract, DateTimeOffset now)
    {
        var checks = ChecksOf(contract);
        var results = await tools.Probe.CheckAsync(host.IsEachCheckMade ? checks : _times.Due(contract.Name, checks, now), patience: null, tools.Stop);
        _times.Remember(contract.Name, results, now);
        return results;
    }

    private static KickFacts WithPast(KickFacts facts, IReadOnlyList<ServiceAct> acts) => facts with
    {
        Kicks = [.. acts.Where(static a => a.By == By && a.Act != Reported).Select(static a => a.At)],
        Reports = [.. acts.Where(static a => a.By == By && a.Act == Reported).Select(static a => a.At)],
    };

    private async Task<KickedService> ActAsync(KickFacts facts, KickDecision decision)
    {
        var kicked = new KickedService(facts.Contract, facts.Checks, decision);
        var (act, why) = decision switch
        {
            KickDecision.Start start => ("start", start.Why),
            KickDecision.Restart restart => ("restart", restart.Why),
            KickDecision.ReportOnly report => (Reported, report.Why),
            _ => ("", ""),
        };
        if (act.Length == 0)
            return kicked;
        if (decision is not KickDecision.ReportOnly)
        {
            var (isHealed, text) = await TryHealAsync(facts, decision);
            kicked = kicked with { IsHealed = isHealed, Text = text, Steps = steps.Of(facts.Contract.Name) };
        }

        // From its beginning, so that the ticks, which count from there too, do not miss the end of the wait.
        memory.Record(new ServiceAct(facts.Now, By, facts.Contract.Name, act, why, kicked.IsHealed, kicked.Text.Length > 0 ? kicked.Text : "a person is told"));
        return kicked;
    }

    // A kick that was made counts, also when nobody can say what came of it.
    private async Task<(bool IsHealed, string Text)> TryHealAsync(KickFacts facts, KickDecision decision)
    {
        try
        {
            return await HealAsync(facts, decision);
        }
        catch (IOException e)
        {
            return (false, $"what came of it could not be seen: {e.Message}");
        }
    }

    private async Task<(bool IsHealed, string Text)> HealAsync(KickFacts facts, KickDecision decision)
    {
        var contract = facts.Contract;
        var look = facts.Look;
        if (decision is KickDecision.Start start)
        {
            if (start.IsLimitReset && await tools.Control.ResetAsync(contract, CancellationToken.None) is { } notReset)
                return (false, $"it could not be started: {notReset}");
            if (await tools.Control.StartAsync(contract, look.Unit, CancellationToken.None) is { } notStarted)
                return (false, $"it could not be started: {notStarted}");
            await UntilBegunAsync(contract.Name, look.Unit);
            // Its unit was down, which is no wish to keep it so.
            look = look with { Unit = null };
        }

        // What ran before is old, whatever file it runs: a restart that left it there is none.
        var seen = new SeenService(new TouchedService(contract, IsWritten: true, [], Treatment.Restart, ""), look, "");
        var result = await new ServiceRenewal(seen, mustBeNewer: true, tools).RunAsync([.. contract.OnFailure.Where(static r => r == Remedy.Kill)]);
        return (result.Fate == ServiceFate.Healthy, result.Remark.Length > 0 ? $"{result.Text}; {result.Remark}" : result.Text);
    }

    // The request alone was made: until systemd has begun, what is seen is how it was.
    private async Task UntilBegunAsync(string service, UnitState? before)
    {
        if (before is null)
            return;
        for (var began = tools.Time.GetTimestamp(); tools.Time.GetElapsedTime(began) < StartTakes; await Task.Delay(Glance, tools.Time))
        {
            if ((await tools.LookAsync(service)).Unit is { IsQueued: false } unit && unit.ChangedAt != before.ChangedAt)
                return;
        }
    }
}
