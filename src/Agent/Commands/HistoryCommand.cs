using System.CommandLine;
using KuPkg.Agent.History;
using KuPkg.Agent.Report;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg history</c>.</summary>
internal static class HistoryCommand
{
    public static Command Make()
    {
        var limit = new Option<int>("--limit") { Description = "how many runs, the newest first", HelpName = "N", DefaultValueFactory = _ => 20 };
        var command = new Command("history", "Past runs, the newest first.") { limit };
        command.SetAction(arguments =>
        {
            using var history = HistoryReader.Open(GlobalOptions.Paths(arguments));
            var runs = history.Runs(Math.Max(1, arguments.GetValue(limit)));
            if (arguments.GetValue(GlobalOptions.Json))
                Screens.Print(writer => HistoryJson.Write(writer, runs.Count > 0 ? runs[0].Start.Host : Environment.MachineName, runs));
            else
                Screens.Print(writer => HistoryTable.Write(writer, Screens.Output(), runs, TimeZoneInfo.Local));
            return Exit.Done;
        });
        return command;
    }
}
