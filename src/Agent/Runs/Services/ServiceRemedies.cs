using KuPkg.Agent.Contracts;
using KuPkg.Agent.Runs.Stages;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Runs.Services;

/// <summary>The remedies that are more than a restart: putting back, holding, telling a person. One service after the other. Not thread-safe.</summary>
internal sealed class ServiceRemedies(RunContext run, ServiceUpgrade upgrade, RenewalTools tools)
{
    private readonly HashSet<PackageId> _putBack = [];
    private readonly List<string> _needsPerson = [];

    /// <summary>What a person must do.</summary>
    public IReadOnlyList<string> NeedsPerson => _needsPerson;

    /// <summary>Goes on where a renewal had to end. What breaks off in its middle is told to a person, with what the next run mends by itself.</summary>
    public async Task<ServiceRecord> CarryOutAsync(SeenService seen, RenewalResult result)
    {
        try
        {
            return await TryAsync(seen, result);
        }
        catch (Exception e) when (e is LaunchException or IOException or UnauthorizedAccessException)
        {
            var text = $"{result.Text}; what its contract says about that broke off: {e.Message}";
            Tell(seen, ServiceStep.Failed, text);
            _needsPerson.Add($"{seen.Touched.Name} is ill since its upgrade: {text}. The next run repairs the package database by itself: kupkg run --now; then see kupkg check {seen.Touched.Name}");
            return new ServiceRecord(seen.Touched.Name, seen.Touched.IsWritten, ServiceFate.Ill, text, $"kupkg check {seen.Touched.Name}");
        }
    }

    private async Task<ServiceRecord> TryAsync(SeenService seen, RenewalResult result)
    {
        var contract = seen.Touched.Contract;
        var why = result.Text;
        while (result is { Fate: ServiceFate.Ill, Left.Count: > 0 })
        {
            IReadOnlyList<Remedy> left = [.. result.Left.Skip(1)];
            var remedy = result.Left[0];
            result = result with { Left = left };
            switch (remedy)
            {
                case Remedy.Rollback when await RollBackAsync(seen, why) is { } again:
                    result = again.Fate == ServiceFate.Healthy
                        ? new RenewalResult(ServiceFate.PutBack, $"{why}; put back, and healthy again: {again.Text}", $"kupkg report {run.Start.RunId}", [])
                        : again with { Left = again.Left.Count > 0 ? again.Left : left };
                    break;
                case Remedy.Hold:
                    // What was put back is held already; a version that stays installed cannot be kept away.
                    if (!seen.Touched.Packages.Any(p => _putBack.Any(b => b.Name == p)))
                        Tell(seen, ServiceStep.Remedy, "hold: nothing to hold, as the new version stays installed");
                    break;
                case Remedy.Page:
                    Page(seen, why);
                    break;
            }
        }

        if (result.Fate == ServiceFate.Ill && contract.Priority == Priority.Critical && !contract.OnFailure.Contains(Remedy.Page))
            Page(seen, why);
        return new ServiceRecord(seen.Touched.Name, seen.Touched.IsWritten, result.Fate, result.Text, result.FreedBy);
    }

    /// <summary>What became of the packages, after some were put back for a service.</summary>
    public async Task<Applied> FatesAsync(Applied applied)
    {
        if (_putBack.Count == 0)
            return applied;
        _putBack.UnionWith(applied.Packages.Where(static p => p.Result == PackageFate.PutBack).Select(static p => p.Change.Package));
        var after = await run.Driver.ReadInventoryAsync(CancellationToken.None);
        return applied with { Packages = PackageFates.Read([.. applied.Packages.Select(static p => p.Change)], after, _putBack, upgrade.Faults.Causes) };
    }

    private async Task<RenewalResult?> RollBackAsync(SeenService seen, string why)
    {
        if (!seen.Touched.IsWritten || seen.Touched.Contract.Priority == Priority.Critical)
        {
            Tell(seen, ServiceStep.Remedy, $"rollback: not done, {(seen.Touched.IsWritten ? "its contract says priority = \"critical\": a person decides" : "it has no written contract")}");
            return null;
        }

        var inventory = await run.Driver.ReadInventoryAsync(CancellationToken.None);
        var failed = upgrade.Changes.Where(c => seen.Touched.Packages.Contains(c.Package.Name) && c.IsDoneIn(inventory)).ToList();
        if (failed.Count == 0)
        {
            Tell(seen, ServiceStep.Remedy, "rollback: none of its packages has changed");
            return null;
        }

        Tell(seen, ServiceStep.Remedy, $"rollback: {string.Join(", ", failed.Select(static c => $"{c.Package} {c.To} → {c.From ?? "not installed"}"))}");
        var now = await tools.LookAsync(seen.Touched.Name);
        foreach (var change in failed)
            upgrade.Faults.Blame(change, $"{seen.Touched.Name} was ill with it: {why}");
        var (putBack, refusal) = await Rescue.GiveUpAsync(run, upgrade.Changes, failed, upgrade.Aside, upgrade.Faults, upgrade.Baseline, $"{seen.Touched.Name} is ill: {why}");
        if (putBack.Count == 0)
        {
            Tell(seen, ServiceStep.Remedy, $"rollback: not done, {refusal}");
            _needsPerson.Add($"{seen.Touched.Name} is ill since its upgrade, and its packages could not be put back: {refusal}     kupkg report {run.Start.RunId}");
            return null;
        }

        _putBack.UnionWith(putBack);
        if (seen.Touched.Contract.OnFailure.Contains(Remedy.Hold))
            _ = new HoldKeeper(run, upgrade.Faults, run.Journal.Holds()).HoldWhatKeepsFailing(upgrade.Changes, await run.Driver.ReadInventoryAsync(CancellationToken.None), new Rescued(true, putBack, failed, []));
        var before = seen with { Look = now, Illness = "" };
        return await new ServiceRenewal(before, mustBeNewer: true, tools).RunAsync([Remedy.Kill, Remedy.Restart]);
    }

    private void Page(SeenService seen, string why)
    {
        Tell(seen, ServiceStep.Remedy, "page: a person is told");
        _needsPerson.Add($"{seen.Touched.Name} is ill since its upgrade: {why}. See it with kupkg check {seen.Touched.Name}; then {ServiceControl.Command("restart", seen.Touched.Contract)}; what was tried: kupkg report {run.Start.RunId}");
    }

    private void Tell(SeenService seen, ServiceStep step, string text) => tools.Tell(seen.Touched.Name, step, text, []);
}
