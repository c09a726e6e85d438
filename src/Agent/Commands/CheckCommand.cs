using System.CommandLine;
using KuPkg.Agent.Config;
using KuPkg.Agent.Config.Contracts;
using KuPkg.Agent.Contracts;
using KuPkg.Agent.Contracts.Kicks;
using KuPkg.Agent.Report;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg check</c>.</summary>
internal static class CheckCommand
{
    public static Command Make()
    {
        var services = new Argument<string[]>("SERVICE") { Description = "only these (default: all that have a contract)", Arity = ArgumentArity.ZeroOrMore };
        var list = new Option<bool>("--list") { Description = "each contract: its place, checks, remedies; checks nothing" };
        var kick = new Option<bool>("--kick") { Description = "start what does not run, restart what does not answer" };
        var command = new Command("check", "Are the services healthy? Makes the checks of the contracts now.") { services, list, kick };
        command.Validators.Add(result =>
        {
            if (result.GetValue(list) && result.GetValue(kick))
                result.AddError("--list and --kick exclude each other");
        });
        command.SetAction((arguments, stop) => arguments.GetValue(kick)
            ? KickWiring.RunAsync(GlobalOptions.Paths(arguments), arguments.GetValue(services) ?? [], arguments.GetValue(GlobalOptions.Json))
            : RunAsync(GlobalOptions.Paths(arguments), arguments.GetValue(services) ?? [], arguments.GetValue(list), arguments.GetValue(GlobalOptions.Json), stop));
        return command;
    }

    private static async Task<int> RunAsync(HostPaths paths, IReadOnlyList<string> names, bool isList, bool isJson, CancellationToken stop)
    {
        ContractSet set;
        try
        {
            set = ContractLoader.Load(paths);
        }
        catch (UnauthorizedAccessException e)
        {
            Console.Error.WriteLine($"kupkg: the contracts cannot be read: {e.Message}     sudo kupkg check");
            return Exit.NotPermitted;
        }

        TellMistakes(set, "checked");
        if (names.FirstOrDefault(n => !set.Contracts.Any(c => c.Contract.Name == n)) is { } unknown)
            return Unknown(unknown, set);

        var chosen = set.Sound.Where(c => names.Count == 0 || names.Contains(c.Contract.Name)).ToList();
        // That there is no contract on this host would be wrong: there is none that can be used.
        if (chosen.Count == 0 && set.Mistakes.Count > 0 && !isJson)
            return Exit.BadConfiguration;
        if (isList)
        {
            Screens.Print(writer =>
            {
                if (isJson)
                    CheckJson.WriteList(writer, chosen);
                else
                    CheckScreen.WriteList(writer, Screens.Output(), chosen);
            });
            return ExitCode(isHealthy: true, set);
        }

        var time = TimeProvider.System;
        var services = await new ContractProbe(new Launcher(time), time).CheckAsync([.. chosen.Select(static c => c.Contract)], stop);
        var holds = new ServiceHolds(paths.ContractDirectories);
        Screens.Print(writer =>
        {
            if (isJson)
                CheckJson.Write(writer, services, holds.Of);
            else
                CheckScreen.Write(writer, Screens.Output(), services, holds.Of);
        });
        return ExitCode(services.All(static s => s.IsHealthy), set);
    }

    /// <summary>Tells what is wrong with files of contracts, each with its place; says nothing where nothing is.</summary>
    /// <param name="set">What was read.</param>
    /// <param name="done">What is done about the others all the same.</param>
    public static void TellMistakes(ContractSet set, string done)
    {
        if (set.Mistakes.Count == 0)
            return;
        Console.Error.Write("kupkg: ");
        ConfigScreen.Contracts(Console.Error, set);
        Console.Error.WriteLine($"The contracts of these files do not count; the others are {done}.     kupkg config check");
    }

    /// <summary>A service that is ill is worse than a file with mistakes: who reads the code mends that first.</summary>
    public static int ExitCode(bool isHealthy, ContractSet set) => !isHealthy ? Exit.Failed : set.Mistakes.Count > 0 ? Exit.BadConfiguration : Exit.Done;

    /// <summary>Tells that a service has no contract.</summary>
    public static int Unknown(string service, ContractSet set)
    {
        Console.Error.WriteLine($"kupkg: there is no contract of a service \"{service}\"; {Suggestion.For(service, set.Contracts.Select(static c => c.Contract.Name))}     kupkg check --list");
        return Exit.Usage;
    }
}
