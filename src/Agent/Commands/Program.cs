using System.CommandLine;
using KuPkg.Agent.Commands;
using KuPkg.Agent.Config;

// Not async: its builder for an exit code would have to be compiled at each start, and there is no context that waiting could block.
// What a host runs a hundred times a day, in the form in which it does: without the parser, which costs more than the work.
switch (args)
{
    case ["status"]:
        return StatusCommand.Run(new HostPaths("/"), isJson: false);
    case ["run"]:
        return RunCommand.TickAsync(new HostPaths("/")).GetAwaiter().GetResult();
    case ["check", "--kick"]:
        return KickWiring.RunAsync(new HostPaths("/"), [], isJson: false).GetAwaiter().GetResult();
    case [GuardCommand.Name, "--", _, ..]:
        return GuardCommand.RunAsync().GetAwaiter().GetResult();
}

var own = GuardCommand.OwnPart(args);
var root = Verbs.Root(own);
var arguments = root.Parse(own);
if (arguments.Errors.Count > 0)
{
    foreach (var message in Verbs.Mistakes(arguments))
        Console.Error.WriteLine($"kupkg: {message}");
    Console.Error.WriteLine("See kupkg --help, or kupkg COMMAND --help.");
    return GuardCommand.UsageExit(arguments);
}

// By default the library ends the process two seconds after a SIGTERM, whatever the command does with it. Commands that must not be cut short listen for themselves (StopSignals);
// for the others the system's default is right.
return arguments.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }).GetAwaiter().GetResult();
