using System.CommandLine;
using KuPkg.Agent.Commands;

var root = new RootCommand("KuPkg keeps a host's packages updated without a person in the loop.");
foreach (var option in new Option[] { GlobalOptions.Config, GlobalOptions.Root, GlobalOptions.Json })
    root.Add(option);
foreach (var command in new[] { RunCommand.Make(), StatusCommand.Make(), HistoryCommand.Make(), ReportCommand.Make() })
    root.Add(command);

var arguments = root.Parse(args);
if (arguments.Errors.Count > 0)
{
    foreach (var error in arguments.Errors)
        Console.Error.WriteLine($"kupkg: {error.Message}");
    Console.Error.WriteLine("See kupkg --help, or kupkg COMMAND --help.");
    return Exit.Usage;
}

return await arguments.InvokeAsync();
