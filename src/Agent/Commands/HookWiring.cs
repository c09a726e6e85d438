using KuPkg.Agent.Config;
using KuPkg.Agent.History;
using KuPkg.Agent.Report;
using KuPkg.Agent.Runs;
using KuPkg.Agent.Runs.Stages;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Hooks;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Commands;

/// <summary>What hooks read, and those that follow a run.</summary>
internal static class HookWiring
{
    /// <summary>Writes the document of a hook; after the run with its report.</summary>
    /// <exception cref="HistoryException">The report cannot be read.</exception>
    public static void Write(HostPaths paths, Stream output, HookFacts facts)
    {
        if (facts.Point != HookPoint.PostRun)
        {
            HookJson.Write(output, facts, null);
            return;
        }

        using var history = HistoryReader.Open(paths);
        var id = facts.Start.RunId;
        var run = history.Find(id) ?? throw new HistoryException($"run {id} is not in {paths.HistoryFile}, where it was just written");
        HookJson.Write(output, facts, ReportJson.ToDocument(run, history.Events(id), history.Mirrors(id), null));
    }

    /// <summary>Runs those that follow a run. It is over and written down: what fails here changes nothing of what it came to.</summary>
    public static async Task AfterRunAsync(RunContext run, RunRecord record)
    {
        try
        {
            await HookStage.AfterRunAsync(run, record);
        }
        catch (Exception e) when (e is HistoryException or LaunchException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"kupkg: run {record.RunId} has ended, and not all hooks of {run.Paths.HooksDirectory}/{HookPoint.PostRun.Directory()} could be run: {e.Message}     kupkg report {record.RunId}");
        }
    }
}
