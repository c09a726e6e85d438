using System.CommandLine;
using KuPkg.Agent.Config;
using KuPkg.Agent.Config.Contracts;
using KuPkg.Agent.Report;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg config check</c> and <c>kupkg config show</c>.</summary>
internal static class ConfigCommand
{
    public static Command Make()
    {
        var check = new Command("check", "Is the configuration right? Every mistake, with file, line and column.");
        check.SetAction(static (arguments, _) => CheckedAsync(arguments));
        var show = new Command("show", "What is in force, and where each value comes from.");
        show.SetAction(static arguments => Judged(arguments, ConfigScreen.Shown, ConfigJson.Shown));
        return new Command("config", "Check the configuration, or show what is in force.") { check, show };
    }

    private static async Task<int> CheckedAsync(ParseResult arguments)
    {
        var contracts = ContractSet.None;
        try
        {
            contracts = ContractLoader.Load(GlobalOptions.Paths(arguments));
            contracts = contracts with { Mistakes = ConfigMistake.InOrder([.. contracts.Mistakes, .. await ContractsOnHost.MistakesAsync(GlobalOptions.Paths(arguments), contracts.Sound)]) };
        }
        catch (UnauthorizedAccessException e)
        {
            Console.Error.WriteLine($"kupkg: the contracts cannot be read: {e.Message}     sudo kupkg config check");
        }
        catch (IOException e)
        {
            Console.Error.WriteLine($"kupkg: the contracts could not be held against this host: {e.Message}");
        }

        var code = Judged(arguments, (writer, state) => ConfigScreen.Checked(writer, state, contracts), (writer, state) => ConfigJson.Checked(writer, state, contracts));
        return code == Exit.Done && contracts.Mistakes.Count > 0 ? Exit.BadConfiguration : code;
    }

    private static int Judged(ParseResult arguments, Action<TextWriter, ConfigState> screen, Action<TextWriter, ConfigState> json)
    {
        var state = ConfigLoader.Load(GlobalOptions.Paths(arguments));
        var isJson = arguments.GetValue(GlobalOptions.Json);
        Screens.Print(writer => (isJson ? json : screen)(writer, state));
        return state switch
        {
            ConfigState.Refused => Exit.BadConfiguration,
            ConfigState.Unreadable => Exit.NotPermitted,
            _ => Exit.Done,
        };
    }
}
