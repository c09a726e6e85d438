using System.CommandLine;
using KuPkg.Agent.History;
using KuPkg.Agent.Report;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg queue</c> and <c>kupkg queue work</c>.</summary>
internal static class QueueCommand
{
    public static Command Make()
    {
        var limit = new Option<int>("--limit") { Description = "how many jobs, the newest first", HelpName = "N", DefaultValueFactory = _ => 20 };
        var work = new Command("work", "Work off one job that is due; the daemon does this by itself.");
        work.SetAction(static (arguments, _) => QueueWiring.WorkAsync(GlobalOptions.Paths(arguments)));
        var command = new Command("queue", "The jobs that the daemon was given, the newest first.") { limit, work };
        command.SetAction(arguments =>
        {
            using var history = HistoryReader.Open(GlobalOptions.Paths(arguments));
            var jobs = history.Jobs(Math.Max(1, arguments.GetValue(limit)));
            if (arguments.GetValue(GlobalOptions.Json))
                Screens.Print(writer => QueueJson.Write(writer, Environment.MachineName, jobs));
            else
                Screens.Print(writer => QueueTable.Write(writer, Screens.Output(), jobs, TimeZoneInfo.Local));
            return Exit.Done;
        });
        return command;
    }
}
