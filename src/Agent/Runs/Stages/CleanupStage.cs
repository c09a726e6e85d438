using KuPkg.Agent.Drivers;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>
/// Old kernels and packages that nothing needs, as far as <c>packages.autoremove</c> says, and old archives: after a run that left the host healthy, and once more before a plan
/// for whose kernel /boot has no room. Simulated first; a removal that would do more than it is meant to is not made.
/// </summary>
internal static class CleanupStage
{
    private const string Failed = "could not be removed";

    /// <param name="run">The run.</param>
    /// <param name="plan">The plan, which tells what nothing needs once it is done.</param>
    /// <param name="inventory">What is installed now.</param>
    /// <param name="baseline">What was wrong with the database before.</param>
    /// <param name="faults">Where a database that has to be repaired is written down.</param>
    /// <returns>What a person must do, and what failed; no packages.</returns>
    public static async Task<Applied> RunAsync(RunContext run, Plan plan, Inventory inventory, DatabaseHealth baseline, FaultLedger faults)
    {
        if (run.Request.Only.Count > 0 || run.ReasonToStop() is not null)
            return Applied.Nothing;
        var removed = await RemoveAsync(run, plan, inventory, baseline, faults);
        try
        {
            if (ArchiveCleanup.Run(run) is { } deleted)
                run.Events.Note(deleted);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            run.Events.Note($"old archives were not deleted: {e.Message}");
        }

        return removed;
    }

    /// <summary>Removes what may go, if anything may.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public static async Task<Applied> RemoveAsync(RunContext run, Plan plan, Inventory inventory, DatabaseHealth baseline, FaultLedger faults)
    {
        var wanted = CleanupPolicy.Removable(plan.Unused, run.Settings.Packages, RunningKernel(run), inventory, run.Driver.Versions)
            .Where(u => run.Journal.FailedTries(u.Package.Name, Try(u)) < run.Settings.Repair.Tries).ToList();
        if (wanted.Count == 0)
            return Applied.Nothing;

        var step = run.Events.Begin("cleanup");
        var names = string.Join(", ", wanted.Select(static w => $"{w.Package} {w.Version}"));
        var simulated = run.Driver.ReadSimulation((await run.Tools.RunAsync(run.Driver.SimulateRemoval(run.Folder, wanted))).End);
        if ((simulated.Error ?? CleanupPolicy.Refusal(wanted, simulated.Removals, simulated.Plan.Changes)) is { } refusal)
        {
            step.End(StepResult.Skipped, $"{names} stay: {refusal}");
            return Applied.Nothing;
        }

        var tool = await run.Tools.RunAsync(run.Driver.Remove(run.Folder, wanted));
        var rescued = await Rescue.RunAsync(run, [], [], faults, baseline);
        var after = await run.Driver.ReadInventoryAsync(CancellationToken.None);
        // Of two architectures one may stay: as many as before is what did not go.
        var left = wanted.Where(w => Instances(after, w) >= Instances(inventory, w)).ToList();
        if (left.Count == 0)
        {
            step.End(StepResult.Done, $"removed {names}");
            return new Applied([], rescued.NeedsPerson, []);
        }

        var said = run.Driver.ReadInstall(tool.End);
        foreach (var stays in left)
        {
            var why = Fault.Of(stays.Package.Name, tool, said.Failures) ?? (said.Errors.Count > 0 ? string.Join("; ", said.Errors.Take(3)) : $"{tool.End.Status}");
            run.Journal.RecordFailedTry(run.Start.RunId, stays.Package.Name, Try(stays), why, run.Events.Now);
            run.Events.Warn($"{stays.Package} {stays.Version}, which nothing needs, {Failed}: {why}");
        }

        step.End(left.Count < wanted.Count ? StepResult.Partly : StepResult.Failed, $"{left.Count} of {wanted.Count} {Failed}");
        return new Applied([], rescued.NeedsPerson, []);
    }

    private static int Instances(Inventory inventory, UnusedPackage package) =>
        inventory.Packages.Count(p => p.Package.Name == package.Package.Name && p.State != PackageState.NotInstalled && p.Version == package.Version);

    private static string Try(UnusedPackage package) => $"removal of {package.Version}";

    // A root that is no host runs no kernel: then only the newest is protected, by apt and by policy.
    private static string RunningKernel(RunContext run) =>
        run.Paths.IsHost ? ProcFile.TryReadText("/proc/sys/kernel/osrelease")?.Trim() ?? "" : "";
}
