using System.CommandLine;
using KuPkg.Agent.Config;
using KuPkg.Agent.History;
using KuPkg.Agent.Report;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg report</c>.</summary>
internal static class ReportCommand
{
    public static Command Make()
    {
        var run = new Argument<long?>("RUN") { Description = "the run's number (default: the newest)", Arity = ArgumentArity.ZeroOrOne };
        var job = new Option<long?>("--job") { Description = "a job of the queue or a guarded command instead", HelpName = "N" };
        var command = new Command("report", "One run's timeline: each verdict, signal, retry, and why.") { run, job };
        command.SetAction(arguments =>
        {
            var paths = GlobalOptions.Paths(arguments);
            using var history = HistoryReader.Open(paths);
            if (arguments.GetValue(job) is { } asked)
                return Job(paths, history, asked, arguments.GetValue(GlobalOptions.Json));
            var wanted = arguments.GetValue(run) ?? (history.Runs(1) is [var newest, ..] ? newest.Start.RunId : null);
            if (wanted is not { } number || history.Find(number) is not { } found)
            {
                Console.Error.WriteLine(wanted is null
                    ? $"kupkg: no run has been recorded in {paths.HistoryFile} yet.     kupkg run --now"
                    : $"kupkg: there is no run {wanted} in {paths.HistoryFile}.     kupkg history");
                return Exit.Failed;
            }

            if (arguments.GetValue(GlobalOptions.Json))
                Screens.Print(writer => ReportJson.Write(writer, found, history.Events(number), history.Mirrors(number), history.Notice(number)));
            else
                Screens.Print(writer => RunReport.Write(writer, Screens.Output(), found, history.Events(number), history.Mirrors(number), history.Notice(number), TimeZoneInfo.Local));
            return Exit.Done;
        });
        return command;
    }

    private static int Job(HostPaths paths, IHistory history, long number, bool isJson)
    {
        if (history.FindJob(number) is not { } found)
        {
            Console.Error.WriteLine($"kupkg: there is no job {number} in {paths.HistoryFile}.     kupkg queue     kupkg history --guarded");
            return Exit.Failed;
        }

        Screens.Print(writer =>
        {
            if (isJson)
                QueueJson.WriteReport(writer, found, history.JobNotes(number));
            else
                JobReportScreen.Write(writer, Screens.Output(), found, history.JobNotes(number), TimeZoneInfo.Local);
        });
        return Exit.Done;
    }

    /// <summary>The report of a run that has just ended, for <c>run --json</c>.</summary>
    public static void WriteJson(HostPaths paths, long runId)
    {
        using var history = HistoryReader.Open(paths);
        if (history.Find(runId) is { } found)
            Screens.Print(writer => ReportJson.Write(writer, found, history.Events(runId), history.Mirrors(runId), history.Notice(runId)));
    }
}
