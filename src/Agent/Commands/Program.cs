using System.CommandLine;
using KuPkg.Agent.Commands;
using KuPkg.Agent.Config;

// What a host runs a hundred times a day, in the form in which it does: without the parser, which costs more than the work.
switch (args)
{
    case ["status"]:
        return StatusCommand.Run(new HostPaths("/"), isJson: false);
    case ["run"]:
        return await RunCommand.TickAsync(new HostPaths("/"));
}

var root = Verbs.Root(args);
var arguments = root.Parse(args);
if (arguments.Errors.Count > 0)
{
    foreach (var message in Verbs.Mistakes(arguments))
        Console.Error.WriteLine($"kupkg: {message}");
    Console.Error.WriteLine("See kupkg --help, or kupkg COMMAND --help.");
    return Exit.Usage;
}

// By default the library ends the process two seconds after a SIGTERM, whatever the command does with it. Commands that must not be cut short listen for themselves (StopSignals);
// for the others the system's default is right.
return await arguments.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
