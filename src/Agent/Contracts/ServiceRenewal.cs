using KuPkg.Policy.Gates;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts;

/// <summary>
/// One service after its packages have changed: proven new, alone and healthy; restarted, at most once, when it is not new; with a written contract, old instances are ended as that says. Then its
/// remedies, as far as they are a renewal's. For one service, by one caller.
/// </summary>
/// <param name="seen">The service as it was before.</param>
/// <param name="mustBeNewer">Whether an instance from before is an old one whatever it runs.</param>
/// <param name="tools">What it works with.</param>
internal sealed class ServiceRenewal(SeenService seen, bool mustBeNewer, RenewalTools tools)
{
    private readonly TouchedService _service = seen.Touched;
    private readonly ServiceContract _contract = seen.Touched.Contract;
    private readonly Settling _settling = new(seen, mustBeNewer, tools);
    private readonly Proving _proving = new(seen, tools);
    private string _remark = "";

    /// <summary>Renews it.</summary>
    /// <param name="remedies">What may be tried about a failure, in this order.</param>
    /// <exception cref="IOException">It cannot be looked at, as systemd does not answer: nothing is known of it, so that it is neither proven nor ill.</exception>
    public async Task<RenewalResult> RunAsync(IReadOnlyList<Remedy> remedies)
    {
        if (await WithoutRestartAsync() is { } result)
            return result;
        var setback = await AttemptAsync(_settling.RunAsync);
        var left = remedies.ToList();
        for (var isNews = true; setback is not null;)
        {
            if (isNews)
                Tell(ServiceStep.Failed, setback.Why);
            if (seen.WasIll)
                return Ended(ServiceFate.IllBefore, $"was ill before the upgrade already ({seen.Illness}): {setback.Why}", []);
            if (left is not [var remedy, ..] || remedy is not (Remedy.Kill or Remedy.Restart) || setback.IsFinal)
                return Ended(ServiceFate.Ill, setback.Why, [.. left.SkipWhile(r => setback.IsFinal && r is Remedy.Kill or Remedy.Restart)]);
            left.RemoveAt(0);
            var again = await RemedyAsync(remedy);
            isNews = again is not null;
            if (again is not null)
                setback = await AttemptAsync(again);
        }

        return Ended(ServiceFate.Healthy, _proving.Proof, []);
    }

    // What is not restarted is looked at all the same: an operator wants to know whether the old one still runs, and whether it answers.
    private async Task<RenewalResult?> WithoutRestartAsync()
    {
        if (_service.Treatment == Treatment.LeftAlone)
            return new RenewalResult(ServiceFate.LeftAlone, _service.Reason, "", []);
        var now = await tools.LookAsync(_service.Name);
        if (StoppedBefore(now) is { } stopped)
            return new RenewalResult(ServiceFate.LeftAlone, stopped, "", []);
        if (_service.Treatment == Treatment.Restart)
            return null;
        var old = Renewal.Judge(_service, seen.Look, now, mustBeNewer).FirstOrDefault(static f => f.Kind is FindingKind.OldInstance);
        if (old is null)
            return null;
        return _service.Treatment == Treatment.NeedsReboot
            ? new RenewalResult(ServiceFate.NeedsReboot, $"{old.Words}; {_service.Reason}", "systemctl reboot", [])
            : new RenewalResult(ServiceFate.ByHand, $"{old.Words}; {_service.Reason}", ServiceControl.Command("restart", _contract), []);
    }

    // Whoever stopped it before the upgrade wants it so after it.
    private string? StoppedBefore(ServiceLook now) =>
        seen.Look.Unit is { IsMasked: true } masked ? $"{masked.Name} is masked"
        : seen.Look.IsStopped && now.IsStopped ? $"it was stopped before{(seen.Look.Unit is { } unit ? $", {unit.Words}" : "")}, and is left so" : null;

    private async Task<Setback?> AttemptAsync(Func<Task<Setback?>> settle)
    {
        if (await settle() is { } unsettled)
            return unsettled;
        _remark = _settling.LeftAlone;
        return await _proving.RunAsync();
    }

    private async Task<Func<Task<Setback?>>?> RemedyAsync(Remedy remedy)
    {
        if (remedy == Remedy.Kill)
        {
            if (!_service.IsWritten || _contract.Priority == Priority.Critical)
            {
                Tell(ServiceStep.Remedy, $"kill: not done, {(_service.IsWritten ? "its contract says priority = \"critical\"" : "it has no written contract")}");
                return null;
            }

            if (await _settling.EndOldAsync())
                return _settling.WaitAsync;
            Tell(ServiceStep.Remedy, "kill: nothing to end, as no old instance is left");
            return null;
        }

        if (_contract.Restart == RestartWay.None || _service.Treatment != Treatment.Restart)
        {
            Tell(ServiceStep.Remedy, $"restart: not done, {(_service.Reason.Length > 0 ? _service.Reason : "its contract says restart = \"none\"")}");
            return null;
        }

        Tell(ServiceStep.Remedy, "restart: once more");
        return _settling.RestartAsync;
    }

    private RenewalResult Ended(ServiceFate fate, string text, IReadOnlyList<Remedy> left) =>
        new(fate, text, fate is ServiceFate.Ill or ServiceFate.IllBefore ? $"kupkg check {_service.Name}" : "", left) { Remark = _remark };

    private void Tell(ServiceStep step, string text) => tools.Tell(_service.Name, step, text, []);
}
