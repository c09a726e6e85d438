using System.CommandLine;
using KuPkg.Agent.Config;
using KuPkg.Agent.Guard;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Breakers;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg guard</c>.</summary>
internal static class GuardCommand
{
    public const string Name = "guard";

    private const string Separator = "--";

    public static Command Make()
    {
        var quiet = Limit("--quiet", "end it when nothing in its tree moves for T (90s, 5m, off)", 2);
        var spin = Limit("--spin", "end it when it uses CPU to no effect for so long", 2);
        var budget = Limit("--budget", "say so when it takes longer", 1);
        var hard = Limit("--hard", "end it after so long whatever it does (usual: off)", 1);
        var retries = new Option<int>("--retries") { Description = "try again so often, after 1 s, 2 s, 4 s … 1 min", HelpName = "N" };
        retries.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var number) && number is >= 0 and <= CommandRetry.Most))
                result.AddError($"--retries {token.Value}: not a number from 0 to {CommandRetry.Most}");
        });
        var priority = new Option<string?>("--priority") { Description = "normal, or critical: told to a person, not ended", HelpName = "P" };
        priority.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: not ("normal" or "critical") } token])
                result.AddError($"--priority {token.Value}: normal or critical");
        });
        var name = new Option<string?>("--name") { Description = "what it is called in the history", HelpName = "TEXT" };
        var queue = new Option<bool>("--queue") { Description = "give it to the daemon, and come back at once (root)" };
        var words = new Argument<string[]>("-- CMD") { Description = "the command and its arguments, as they are", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(Name, "Any command under watch, ended only when it hangs.") { quiet, spin, budget, hard, retries, priority, name, queue, words };
        command.Validators.Add(result =>
        {
            if (result.GetResult(words) is { Tokens.Count: > 0 } loose)
                result.AddError($"the command stands after --, as in: kupkg guard --quiet 5m -- {string.Join(' ', loose.Tokens.Select(static t => t.Value))}");
        });
        command.SetAction((arguments, _) =>
        {
            if (CommandLine() is not { Count: > 0 } given)
            {
                GuardWiring.Say("there is nothing to guard: the command is missing. It stands after --, as in:     kupkg guard --quiet 5m -- make test");
                return Task.FromResult(GuardExit.Failed);
            }

            var request = new GuardRequest(given)
            {
                Limits = new CommandLimits { Quiet = Value(arguments, quiet), Spin = Value(arguments, spin), Budget = Value(arguments, budget), Hard = Value(arguments, hard) },
                Retries = arguments.GetValue(retries),
                Priority = arguments.GetValue(priority) switch { "critical" => Priority.Critical, "normal" => Priority.Normal, _ => null },
                Name = arguments.GetValue(name) ?? "",
            };
            var paths = GlobalOptions.Paths(arguments);
            return arguments.GetValue(queue)
                ? Task.FromResult(GuardQueueWiring.Add(paths, request, arguments.GetValue(GlobalOptions.Json)))
                : GuardWiring.RunAsync(paths, request);
        });
        return command;
    }

    /// <summary>A guard without options: <c>kupkg guard -- CMD</c>.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync() => GuardWiring.RunAsync(new HostPaths("/"), new GuardRequest(CommandLine()));

    /// <summary>The part of a command line that is kupkg's own: what stands after <c>guard … --</c> is not looked at, nor are response files opened in it.</summary>
    public static string[] OwnPart(string[] args) =>
        Array.IndexOf(args, Separator) is var end and > 0 && Array.IndexOf(args, Name, 0, end) >= 0 ? args[..end] : args;

    /// <summary>The exit code for a command line with mistakes.</summary>
    public static int UsageExit(ParseResult arguments) => arguments.CommandResult.Command.Name == Name ? GuardExit.Failed : Exit.Usage;

    private static List<byte[]> CommandLine() => [.. OwnStart.Arguments().SkipWhile(static a => !a.AsSpan().SequenceEqual("--"u8)).Skip(1)];

    private static Option<string?> Limit(string name, string description, int leastSeconds)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "T" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(Read(token.Value) >= TimeSpan.FromSeconds(leastSeconds)))
                result.AddError($"{name} {token.Value}: not \"off\", nor a duration of at least {leastSeconds}s, such as 90s, 5m or 2h");
        });
        return option;
    }

    private static TimeSpan? Value(ParseResult arguments, Option<string?> limit) => arguments.GetValue(limit) is { } text ? Read(text) : null;

    private static TimeSpan? Read(string text) => text == "off" ? CommandLimits.Off : SettingText.Duration(text);
}
