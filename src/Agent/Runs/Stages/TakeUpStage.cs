using KuPkg.Agent.Drivers;
using KuPkg.Agent.Kill;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>What was taken over from runs that died.</summary>
/// <param name="Changes">What the newest of them was about to install; empty: nothing.</param>
/// <param name="Aside">The outgoing versions of these that are at hand.</param>
/// <param name="NewlyFailed">What failed while their processes were watched to the end.</param>
internal sealed record TakenUp(IReadOnlyList<Change> Changes, IReadOnlyList<KeptAside> Aside, IReadOnlyList<string> NewlyFailed)
{
    public static TakenUp Nothing { get; } = new([], [], []);
}

/// <summary>
/// Takes up runs whose kupkg died: what they left at work is watched to its end, under the same limits, and what they were about to install becomes this
/// run's to put right. Only when this is in this run's own journal are they closed, so that a death at any point of it loses nothing.
/// </summary>
internal static class TakeUpStage
{
    public static async Task<TakenUp> RunAsync(RunContext run, FaultLedger faults)
    {
        var taken = TakenUp.Nothing;
        foreach (var dead in run.Unfinished)
        {
            var step = run.Events.Begin("take up");
            var adopted = await WatchSurvivorsAsync(run, dead);

            // A run that died while it took up another had no plan of its own yet.
            IReadOnlyList<Change> changes = run.Journal.PlannedChanges(dead.RunId) is { Count: > 0 } own ? own : taken.Changes;
            if (changes.Count > 0)
                run.Events.Emit(new PlanMade(changes) { At = run.Events.Now });
            taken = new TakenUp(changes, run.Driver.ReadAside(new Plan(changes, []), null), [.. taken.NewlyFailed, .. adopted.SelectMany(HooksThatHung.Of)]);
            await BlameAsync(run, taken, adopted, faults);
            run.Journal.CloseInterrupted(dead.RunId, run.Events.Now, $"kupkg ended in mid-run; run {run.Start.RunId} took it up");
            step.End(StepResult.Done, $"run {dead.RunId}: {(adopted.Count == 0 ? "nothing of it was at work any more" : string.Join(", ", adopted.Select(static a => a.End.Tool.Name)) + " watched to the end")}");
        }

        return taken;
    }

    private static async Task<List<ToolRun>> WatchSurvivorsAsync(RunContext run, RunStart dead)
    {
        var adopted = new List<ToolRun>();
        var (trees, leftAlone) = new Survivors(run.Driver.Roles, run.Paths).Of(dead);
        foreach (var left in leftAlone)
            run.Events.Note($"left running by run {dead.RunId}, in a session of its own: {left}");
        foreach (var tree in trees)
        {
            // A kill that broke off in its middle leaves what it had stopped: it goes on, and is judged anew.
            Frozen.Release(tree.Root, tree.Session, tree.Scope);
            if (AdoptedChild.TryAdopt(tree.Root, tree.Session, tree.Scope, run.Time) is not { } child)
                continue;
            using (child)
            {
                run.Events.Note($"still at work from run {dead.RunId}, now watched by this one: {tree}");
                adopted.Add(await run.Tools.AdoptAsync(ToolOf(run, tree), child));
            }
        }

        return adopted;
    }

    private static Tool ToolOf(RunContext run, Survivor tree)
    {
        var output = tree.OutputPath ?? run.Folder.File($"adopted-{tree.Root.Pid}.out");
        if (tree.OutputPath is null)
            File.WriteAllBytes(output, []);
        var status = Path.ChangeExtension(output, ".status");
        return new Tool(tree.Mark.Job, tree.Mark.Phase, new Launch(tree.Command, []) { OutputPath = output }) { StatusPath = File.Exists(status) ? status : null };
    }

    private static async Task BlameAsync(RunContext run, TakenUp taken, List<ToolRun> adopted, FaultLedger faults)
    {
        if (adopted.Count == 0 || taken.Changes.Count == 0)
            return;
        var inventory = await run.Driver.ReadInventoryAsync(CancellationToken.None);
        foreach (var tool in adopted.Where(static t => t.End.Tool.Phase != Phase.Hook))
            faults.BlameFor(tool, run.Driver.ReadInstall(tool.End), taken.Changes, inventory);
    }
}
