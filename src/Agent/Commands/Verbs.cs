using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using KuPkg.Agent.Config;

namespace KuPkg.Agent.Commands;

/// <summary>The commands by name.</summary>
internal static class Verbs
{
    private static readonly (string Name, Func<Command> Make)[] All =
    [
        ("run", RunCommand.Make),
        ("status", StatusCommand.Make),
        ("history", HistoryCommand.Make),
        ("report", ReportCommand.Make),
        ("check", CheckCommand.Make),
        ("locks", LocksCommand.Make),
        ("zombies", ZombiesCommand.Make),
        ("mirrors", MirrorsCommand.Make),
        ("metrics", MetricsCommand.Make),
        ("doctor", DoctorCommand.Make),
        ("hold", HoldCommand.Make),
        ("unhold", UnholdCommand.Make),
        ("rollback", RollbackCommand.Make),
        ("daemon", DaemonCommand.Make),
        ("queue", QueueCommand.Make),
        (GuardCommand.Name, GuardCommand.Make),
        (RehearseCommand.Name, RehearseCommand.Make),
        ("config", ConfigCommand.Make),
        ("quarantine", QuarantineCommand.Make),
        ("release", QuarantineCommand.MakeRelease),
    ];

    /// <summary>
    /// The command line. A command that is not named is not made, unless none is (for the help), and help and version are options of our own:
    /// making all of them, and the library's own options with their translated texts, would cost more than <c>status</c> itself.
    /// </summary>
    public static Command Root(string[] args)
    {
        var root = new Command("kupkg", "KuPkg keeps a host's packages updated without a person in the loop.")
        {
            new Option<bool>("--help", "-h", "-?") { Description = "show this help", Recursive = true, Action = new TellHelp() },
            new Option<bool>("--version") { Description = "show the version", Action = new TellVersion() },
            GlobalOptions.Config,
            GlobalOptions.Root,
            GlobalOptions.Json,
        };
        var isNamed = false;
        foreach (var (name, make) in All)
        {
            if (Array.IndexOf(args, name) < 0)
                continue;
            root.Add(make());
            isNamed = true;
        }

        if (!isNamed)
        {
            foreach (var (_, make) in All)
                root.Add(make());
        }

        return root;
    }

    /// <summary>What is wrong with a command line, each in one line.</summary>
    public static IEnumerable<string> Mistakes(ParseResult arguments)
    {
        if (arguments.CommandResult.Command.Subcommands.Count == 0)
            return arguments.Errors.Select(static e => e.Message);
        return arguments.UnmatchedTokens switch
        {
            [] => [$"a command is missing; known are {string.Join(", ", All.Select(static v => v.Name).Order(StringComparer.Ordinal))}"],
            [['-', ..] option, ..] => [$"unknown option {option}"],
            [var typed, ..] => [$"unknown command \"{typed}\"; {Suggestion.For(typed, All.Select(static v => v.Name))}"],
        };
    }

    // The library's own help of the root spends half a screen on headings.
    private sealed class TellHelp : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var command = parseResult.CommandResult.Command;
            if (command.Parents.Any())
                return new HelpAction().Invoke(parseResult);
            // One line more than a screen of 24 has would push the first one out of sight.
            Console.Out.WriteLine(command.Description);
            foreach (var (name, make) in All)
                Console.Out.WriteLine($"  {name,-11} {make().Description}");
            Console.Out.WriteLine("\nkupkg COMMAND [--help] [--json] [--config FILE] [--root DIR]; kupkg --version");
            return Exit.Done;
        }
    }

    private sealed class TellVersion : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            Console.Out.WriteLine(KuPkgVersion.Text);
            return Exit.Done;
        }
    }
}
