using System.CommandLine;
using KuPkg.Agent.Config;
using KuPkg.Agent.Report;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg quarantine</c> and <c>kupkg release</c>.</summary>
internal static class QuarantineCommand
{
    public static Command Make()
    {
        var reason = new Argument<string[]>("REASON") { Description = "why, for whoever asks kupkg status", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("quarantine", "Take this host out: nothing is done here any more.") { reason };
        command.SetAction(arguments => Guarded(arguments, paths =>
        {
            var wasIn = new Quarantine(paths).Enter(string.Join(' ', arguments.GetValue(reason) ?? []), TimeProvider.System.GetUtcNow());
            Console.Out.WriteLine(wasIn
                ? "This host is quarantined: nothing is updated, checked or killed here. A run at work ends its current step and begins nothing new.     kupkg release"
                : "This host was quarantined before.     kupkg release");
            return Exit.Done;
        }));
        return command;
    }

    public static Command MakeRelease()
    {
        var command = new Command("release", "Take this host back in.");
        command.SetAction(static arguments => Guarded(arguments, static paths =>
        {
            var wasOut = new Quarantine(paths).Leave();
            var state = ConfigLoader.Load(paths);
            if (state is ConfigState.Refused)
            {
                Console.Error.Write($"kupkg: {(wasOut ? "the host is released, and " : "")}");
                ConfigScreen.NotUsed(Console.Error, state);
                return Exit.BadConfiguration;
            }

            Console.Out.WriteLine(wasOut ? "This host is in again, and the next tick may update it.     kupkg status" : "This host is not quarantined.     kupkg status");
            return Exit.Done;
        }));
        return command;
    }

    private static int Guarded(ParseResult arguments, Func<HostPaths, int> work)
    {
        var paths = GlobalOptions.Paths(arguments);
        try
        {
            return work(paths);
        }
        catch (UnauthorizedAccessException e)
        {
            Console.Error.WriteLine($"kupkg: cannot move {paths.ConfigFile}: {e.Message} Nothing was changed.     sudo kupkg {arguments.CommandResult.Command.Name}");
            return Exit.NotPermitted;
        }
        catch (IOException e)
        {
            Console.Error.WriteLine($"kupkg: cannot move {paths.ConfigFile}: {e.Message} See whether the file system is full or read-only (df, mount).");
            return Exit.Failed;
        }
    }
}
