using KuPkg.Agent.Drivers;
using KuPkg.Agent.History;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Watch;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Runs;

/// <summary>Runs one tool of the package manager, or one hook, as a job that is watched from its first moment.</summary>
internal sealed class ToolRunner(
    ILauncher launcher, IWatchman watchman, IDriver driver, KuPkgSettings settings, IJournal journal, long runId, RunEvents events,
    IProgressListener progress, RunGateway gateway, CancellationToken stop)
{
    // Beyond it the middle of the output is given back to the file system; the head and the end, which explain a failure, stay.
    private const long MostOutputBytes = 64L << 20;

    /// <summary>Starts the tool and watches it to its end.</summary>
    /// <exception cref="LaunchException">It cannot be started.</exception>
    public async Task<ToolRun> RunAsync(Tool tool)
    {
        using var child = launcher.Start(tool.Launch);
        if (child.ScopeNote is { } note)
            events.Note(note);
        using var inhibitor = ShutdownInhibitor.For(tool, child, launcher, events);
        return await WatchAsync(tool, child, tool.StatusPath is null ? null : driver.OpenProgress(tool));
    }

    /// <summary>Watches what a dead run left at work to its end, as if this run had started it. Its exit code stays unknown.</summary>
    /// <param name="tool">What it is, with the files that it writes to.</param>
    /// <param name="child">Its topmost process.</param>
    public async Task<ToolRun> AdoptAsync(Tool tool, IChild child)
    {
        using var inhibitor = ShutdownInhibitor.For(tool, child, launcher, events);
        var progress = tool.StatusPath is null ? null : driver.OpenProgress(tool);
        // What it said before is in the journal of the run that started it.
        _ = progress?.Read();
        return await WatchAsync(tool, child, progress);
    }

    private async Task<ToolRun> WatchAsync(Tool tool, IChild child, IProgressReader? progressReader)
    {
        // No part of the package manager: what it leaves at work is neither waited for nor ended, and it holds none of the manager's locks.
        var isHook = tool.Phase == Phase.Hook;
        string[] outputs = tool.StatusPath is { } status ? [tool.OutputPath, status] : [tool.OutputPath];
        var job = new Job
        {
            Name = tool.Name,
            Child = child,
            Limits = tool.IsBehindGateway ? PhaseLimits.BehindGateway(PhaseLimits.For(tool.Phase, settings)) : PhaseLimits.For(tool.Phase, settings),
            OutputPaths = outputs,
            GrowingDirectories = tool.GrowingDirectories,
            Roles = isHook ? static _ => ProcessRole.Work : driver.Roles,
            Priority = settings.Priority,
            Helper = tool.IsBehindGateway ? gateway.AsHelper() : null,
            KnownQuiet = journal.LongestKnownQuiet,
            LockPaths = isHook ? [] : driver.LockPaths,
            ManagerLog = isHook ? null : driver.ManagerLog,
            EndsWithRoot = isHook,
        };
        var observer = new RunWatchObserver(
            tool, progressReader, new OutputBound(tool.OutputPath, MostOutputBytes), events, progress, gateway);
        var report = await watchman.WatchAsync(job, observer, stop);
        observer.ReadProgress();
        gateway.Tell();

        foreach (var (package, quiet) in report.Quiets)
            journal.RecordQuiet(runId, package, quiet, events.Now);
        foreach (var left in report.LeftBehind)
            events.Note($"left running on purpose: {left}");
        return new ToolRun(new ToolEnd(tool, report.Status, report.Kills.Count > 0), report);
    }
}

/// <summary>A tool that was run, and how the watch saw it.</summary>
internal sealed record ToolRun(ToolEnd End, JobReport Report);
