using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Hooks;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Hooks;

/// <summary>What became of the hooks of one point.</summary>
/// <param name="Begun">How many were started.</param>
/// <param name="Failures">Those that failed.</param>
internal sealed record HookVisit(int Begun, IReadOnlyList<HookFailure> Failures);

/// <summary>
/// Runs the hooks of a run, one after the other, each watched like a tool of the package manager. Not thread-safe; a run has one thread of control.
/// </summary>
/// <param name="paths">Where the hooks are.</param>
/// <param name="folder">Where their input and output go.</param>
/// <param name="tools">Runs and watches them.</param>
/// <param name="events">Where each is told as a step.</param>
/// <param name="write">Writes the document that they read.</param>
/// <param name="stop">Asks the run to stop: hooks that stand before something are not begun any more.</param>
internal sealed class RunHooks(HostPaths paths, RunFolder folder, ToolRunner tools, RunEvents events, Action<Stream, HookFacts> write, CancellationToken stop)
{
    private readonly HashSet<string> _passedOver = new(StringComparer.Ordinal);

    /// <summary>What the run was last about to install, for the hooks that come later; null: it did not come to that.</summary>
    public IReadOnlyList<Change>? Changes { get; set; }

    /// <summary>Runs those of one point.</summary>
    /// <param name="facts">What they are told.</param>
    public async Task<HookVisit> RunAsync(HookFacts facts)
    {
        var point = facts.Point;
        HookFolder found;
        try
        {
            found = HookFolder.Read(paths, point);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new HookVisit(0, [Failed(point.Directory(), HookFailure.NotStarted(point.Directory(), $"their directory could not be read: {e.Message}"))]);
        }

        if (found.Doubt is { } doubt)
            return new HookVisit(0, [Failed(point.Directory(), HookFailure.Refused(point.Directory(), doubt))]);
        var begun = 0;
        var failures = new List<HookFailure>();
        foreach (var hook in found.Hooks)
        {
            if (!hook.IsExecutable)
            {
                PassOver(hook);
                continue;
            }

            if (point.StopsRun() && (failures.Count > 0 || stop.IsCancellationRequested))
                break;
            begun++;
            if (await RunAsync(hook, facts) is { } failure)
                failures.Add(failure);
        }

        return new HookVisit(begun, failures);
    }

    private async Task<HookFailure?> RunAsync(FoundHook hook, HookFacts facts)
    {
        if (hook.Doubt is { } doubt)
            return Failed(hook.Name, HookFailure.Refused(hook.Name, doubt));
        var step = events.Begin(StepOf(hook.Name));
        try
        {
            var tool = ToolOf(hook, facts);
            var run = await tools.RunAsync(tool);
            var said = OutputTail.LastLine(tool.OutputPath);
            var failure = HookFailure.Of(hook.Name, hook.Path, run.End.Status, EndedBecause(run), said, tool.OutputPath);
            step.End(failure is null ? StepResult.Done : StepResult.Failed, failure?.Summary ?? HookFailure.Short(said));
            return failure;
        }
        catch (Exception e) when (e is LaunchException or IOException or UnauthorizedAccessException)
        {
            var failure = HookFailure.NotStarted(hook.Name, e.Message);
            step.End(StepResult.Failed, failure.Summary);
            return failure;
        }
    }

    private Tool ToolOf(FoundHook hook, HookFacts facts)
    {
        var input = folder.File($"hook-{facts.Point.Word()}.json");
        using (var file = new FileStream(input, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            write(file, facts);
        var stem = folder.NextStem($"{facts.Point.Word()}-{Path.GetFileName(hook.Path)}");
        var mark = new RunMark(folder.RunId, StepOf(hook.Name), Phase.Hook);
        var program = paths.IsHost ? hook.Path : "/" + Path.GetRelativePath(paths.Root, hook.Path);
        return new Tool(StepOf(hook.Name), Phase.Hook, new Launch(program, [])
        {
            Environment = ChildEnvironment.With([.. mark.Variables, ("KUPKG_HOOK", facts.Point.Word())]),
            InputPath = input,
            OutputPath = folder.File($"{stem}.out"),
            Scope = $"kupkg-run-{folder.RunId}-{stem}.scope",
            Root = paths.Root,
        });
    }

    // Who ended by himself between the look and the first signal was not ended by us.
    private static string? EndedBecause(ToolRun run) =>
        run.Report.Kills.FirstOrDefault(static k => k.Plan.IsKill && k.Signals.Any(static s => s.Result == "sent"))?.Plan.Why.Split(';')[0];

    private static string StepOf(string hook) => $"hook {hook}";

    private HookFailure Failed(string hook, HookFailure failure)
    {
        events.Begin(StepOf(hook)).End(StepResult.Failed, failure.Summary);
        return failure;
    }

    private void PassOver(FoundHook hook)
    {
        if (_passedOver.Add(hook.Path))
            events.Note($"{hook.Path} is not an executable file and is passed over, as run-parts does. If it is to be a hook:     chmod +x {hook.Path}");
    }
}
