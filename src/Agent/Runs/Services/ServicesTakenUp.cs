using KuPkg.Agent.Contracts;
using KuPkg.Agent.Runs.Stages;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Services;

/// <summary>Finishes with the services of a run that died between its install and their proof: kupkg was killed, or the host was shut down.</summary>
internal static class ServicesTakenUp
{
    /// <summary>Proves them, by the contracts in force now.</summary>
    /// <returns>What was put right of runs that died, the services included.</returns>
    public static async Task<Applied> FinishAsync(RunContext run, TakenUp taken, Preflighted preflight, FaultLedger faults)
    {
        var earlier = preflight.Earlier;
        if (taken.Services.Count == 0 || run.Services is not { } desk || earlier.NeedsPerson.Count > 0)
            return earlier;
        using var watched = new WatchedServices([.. taken.Services.Select(s => InForce(s, desk))]);
        foreach (var service in watched.Services)
        {
            if (ServiceLock.TryTake(run.Paths.RuntimeDirectory, service.Touched.Name) is { } held)
                watched.Hold(held);
        }

        // What it had installed before it died is no news to the preflight, and yet has touched the service.
        var made = taken.Changes.Where(c => c.IsDoneIn(preflight.Before)).Select(static c => new PackageResult(c, PackageFate.Updated, c.To, "", ""));
        var applied = earlier with { Packages = [.. earlier.Packages, .. made.Where(m => earlier.Packages.All(p => p.Change != m.Change))] };
        return await ServicesAfter.RunAsync(run, watched, new ServiceUpgrade(taken.Changes, taken.Aside, preflight.Baseline, faults), applied);
    }

    private static SeenService InForce(SeenService seen, ServiceDesk desk) =>
        desk.Contracts.FirstOrDefault(c => c.Name == seen.Touched.Name) is { } contract
            ? seen with { Touched = seen.Touched with { Contract = contract, IsWritten = true } }
            : seen with { Touched = seen.Touched with { Contract = TouchPolicy.Unwritten(TouchPolicy.UnitOf(seen.Touched.Contract), seen.Touched.Packages.FirstOrDefault() ?? ""), IsWritten = false } };
}
