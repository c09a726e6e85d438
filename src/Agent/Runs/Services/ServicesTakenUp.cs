using KuPkg.Agent.Contracts;
using KuPkg.Agent.Runs.Stages;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Services;

/// <summary>
/// Finishes with the services of earlier runs that did not come to their proof: kupkg was killed, the host was shut down, systemd did not answer. They stay open until a run has judged them,
/// however many runs that takes.
/// </summary>
internal static class ServicesTakenUp
{
    /// <summary>Proves them, by the contracts in force now, one run after the other.</summary>
    /// <returns>What was put right of earlier runs, the services included.</returns>
    public static async Task<Applied> FinishAsync(RunContext run, Preflighted preflight, FaultLedger faults)
    {
        var earlier = preflight.Earlier;
        if (run.Services is not { } desk || run.Journal.OpenServices() is not { Count: > 0 } open)
            return earlier;
        if (earlier.NeedsPerson.Count > 0)
        {
            run.Events.Note($"services of an earlier run wait for their proof until the package database is whole: {string.Join(", ", open.Select(static o => o.Seen.Touched.Name).Distinct())}");
            return earlier;
        }

        foreach (var seen in open.GroupBy(static o => o.RunId))
        {
            using var watched = new WatchedServices(seen.Key, [.. seen.Select(o => InForce(o.Seen, desk))]);
            foreach (var service in watched.Services)
            {
                if (ServiceLock.TryTake(run.Paths.RuntimeDirectory, service.Touched.Name) is { } held)
                    watched.Hold(held);
            }

            // What that run had installed is no news to the preflight, and yet has touched the service. It is told here only if that run did not come to tell it.
            var changes = run.Journal.PlannedChanges(seen.Key);
            List<PackageResult> made = [.. changes.Where(c => c.IsDoneIn(preflight.Before) && earlier.Packages.All(p => p.Change.Package != c.Package)).Select(static c => new PackageResult(c, PackageFate.Updated, c.To, "", ""))];
            var upgrade = new ServiceUpgrade(changes, run.Driver.ReadAside(new Plan(changes, []), null), preflight.Baseline, faults);
            earlier = await ServicesAfter.RunAsync(run, watched, upgrade, earlier with { Packages = [.. earlier.Packages, .. made] }, earlier.Services);
            if (seen.First().IsRunRecorded)
                earlier = earlier with { Packages = [.. earlier.Packages.Where(p => p.Result != PackageFate.Updated || !made.Exists(m => m.Change == p.Change))] };
        }

        return earlier;
    }

    private static SeenService InForce(SeenService seen, ServiceDesk desk) =>
        desk.Contracts.FirstOrDefault(c => c.Name == seen.Touched.Name) is { } contract
            ? seen with { Touched = seen.Touched with { Contract = contract, IsWritten = true } }
            : seen with { Touched = seen.Touched with { Contract = TouchPolicy.Unwritten(TouchPolicy.UnitOf(seen.Touched.Contract), seen.Touched.Packages.FirstOrDefault() ?? ""), IsWritten = false } };
}
