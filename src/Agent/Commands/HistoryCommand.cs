using System.CommandLine;
using KuPkg.Agent.History;
using KuPkg.Agent.History.Queue;
using KuPkg.Agent.Report;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg history</c>.</summary>
internal static class HistoryCommand
{
    public static Command Make()
    {
        var limit = new Option<int>("--limit") { Description = "how many runs, the newest first", HelpName = "N", DefaultValueFactory = _ => 20 };
        var guarded = new Option<bool>("--guarded") { Description = "commands under kupkg guard instead of runs" };
        var services = new Option<bool>("--services") { Description = "what was done to services and processes between runs" };
        var command = new Command("history", "Past runs, the newest first.") { limit, guarded, services };
        command.SetAction(arguments =>
        {
            using var history = HistoryReader.Open(GlobalOptions.Paths(arguments));
            if (arguments.GetValue(guarded))
                return Guarded(history.GuardedJobs(Math.Max(1, arguments.GetValue(limit))), arguments.GetValue(GlobalOptions.Json));
            if (arguments.GetValue(services))
                return Services(history.ServiceActs(Math.Max(1, arguments.GetValue(limit))), arguments.GetValue(GlobalOptions.Json));
            var runs = history.Runs(Math.Max(1, arguments.GetValue(limit)));
            if (arguments.GetValue(GlobalOptions.Json))
                Screens.Print(writer => HistoryJson.Write(writer, runs.Count > 0 ? runs[0].Start.Host : Environment.MachineName, runs));
            else
                Screens.Print(writer => HistoryTable.Write(writer, Screens.Output(), runs, TimeZoneInfo.Local));
            return Exit.Done;
        });
        return command;
    }

    private static int Services(IReadOnlyList<ServiceAct> acts, bool isJson)
    {
        Screens.Print(writer =>
        {
            if (isJson)
                ServiceActs.WriteJson(writer, Environment.MachineName, acts);
            else
                ServiceActs.Write(writer, Screens.Output(), acts, TimeZoneInfo.Local);
        });
        return Exit.Done;
    }

    private static int Guarded(IReadOnlyList<QueuedJob> jobs, bool isJson)
    {
        Screens.Print(writer =>
        {
            if (isJson)
                QueueJson.Write(writer, Environment.MachineName, jobs);
            else
                GuardedTable.Write(writer, Screens.Output(), jobs, TimeZoneInfo.Local);
        });
        return Exit.Done;
    }
}
