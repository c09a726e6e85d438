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

return await arguments.InvokeAsync();
