using System.CommandLine;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg daemon</c>.</summary>
internal static class DaemonCommand
{
    public static Command Make()
    {
        var command = new Command("daemon", "The ticks of the timer, and a queue of jobs.");
        command.SetAction(static (arguments, _) => DaemonWiring.RunAsync(GlobalOptions.Paths(arguments), OptionsOf(arguments)));
        return command;
    }

    // What the daemon starts is told the same.
    private static List<string> OptionsOf(ParseResult arguments)
    {
        var options = new List<string>();
        if (arguments.GetValue(GlobalOptions.Root) is { } root && root != "/")
            options.AddRange([GlobalOptions.Root.Name, Path.GetFullPath(root)]);
        if (arguments.GetValue(GlobalOptions.Config) is { } config)
            options.AddRange([GlobalOptions.Config.Name, Path.GetFullPath(config)]);
        return options;
    }
}
