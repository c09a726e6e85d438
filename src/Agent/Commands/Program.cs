using System.CommandLine;
using KuPkg.Agent.Commands;

var root = Verbs.Root(args);
var arguments = root.Parse(args);
if (arguments.Errors.Count > 0)
{
    foreach (var message in Verbs.Mistakes(arguments))
        Console.Error.WriteLine($"kupkg: {message}");
    Console.Error.WriteLine("See kupkg --help, or kupkg COMMAND --help.");
    return Exit.Usage;
}

// The library would end the process 2 s after SIGTERM or SIGINT, in the middle of an install; each command knows itself what a request to stop means.
return await arguments.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
