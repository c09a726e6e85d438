using KuPkg.Agent.Drivers;
using KuPkg.Agent.History;
using KuPkg.Agent.Runs.Stages;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Runs;

/// <summary>A plan from the lists as they are. Changes nothing: no repair, no signal, no refresh, no state; its working folder is deleted.</summary>
internal sealed class DryRun(ILauncher launcher, IDriver driver, TimeProvider time)
{
    // A simulation takes no lock and runs no script; one that takes this long hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public async Task<DryRunResult> RunAsync(PackageSettings settings, IReadOnlyList<string> only, IHistory history, string root, CancellationToken stop)
    {
        var parent = Path.Join(root, "tmp");
        var folder = new RunFolder(Path.Join(parent, $"kupkg-dry-run-{Environment.ProcessId}-{time.GetTimestamp():x}"), 0);
        Directory.CreateDirectory(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            var now = time.GetUtcNow();
            var preferences = new RunPreferences(settings, only)
            {
                Holds = [.. history.Holds().Where(h => !h.IsOverAt(now))],
                Paused = only.Count > 0 ? [] : Preferences.Paused(history.PackageBreakers(), now),
            };
            var minAge = only.Count > 0 ? TimeSpan.Zero : settings.MinAge;
            for (var round = 1; ; round++)
            {
                var simulation = await SimulateAsync(folder, preferences, stop);
                var changes = simulation.Plan.Changes;
                var young = YoungVersion.Of(changes, history.FirstSeen(changes), minAge, now);
                if (young.Count == 0 || round == PlanStage.AgeRounds)
                    return new DryRunResult(simulation, driver.ListsRefreshedAt());
                preferences = preferences with { TooYoung = [.. preferences.TooYoung, .. young] };
            }
        }
        finally
        {
            Directory.Delete(folder.Path, recursive: true);
        }
    }

    private async Task<SimulationResult> SimulateAsync(RunFolder folder, RunPreferences preferences, CancellationToken stop)
    {
        var tool = driver.Simulate(folder, preferences);
        using var child = launcher.Start(tool.Launch);
        var status = await child.Exited.WaitAsync(Limit, time, stop);
        return driver.ReadSimulation(new ToolEnd(tool, status, WasKilled: false));
    }
}

/// <summary>What a dry run found.</summary>
/// <param name="Simulation">The manager's answer.</param>
/// <param name="ListsRefreshedAt">How old the lists are that it was made from; null: never refreshed.</param>
internal sealed record DryRunResult(SimulationResult Simulation, DateTimeOffset? ListsRefreshedAt);
