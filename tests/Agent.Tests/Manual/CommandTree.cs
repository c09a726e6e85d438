using System.CommandLine;
using System.CommandLine.Help;
using KuPkg.Agent.Commands;

namespace KuPkg.Agent.Tests.Manual;

/// <summary>A command of kupkg as manual page and completion know it: read from the command line itself, so that a new command is in both without being named anywhere.</summary>
/// <param name="Path">Its words after <c>kupkg</c>, such as <c>config check</c>; empty: kupkg itself.</param>
/// <param name="Command">The command.</param>
internal sealed record CommandTree(string Path, Command Command)
{
    /// <summary>kupkg itself, with all commands.</summary>
    public static CommandTree Root { get; } = new("", Verbs.Root([]));

    public string Name => Command.Name;

    /// <summary>As it is typed.</summary>
    public string Typed => Path.Length == 0 ? Root.Name : $"{Root.Name} {Path}";

    public string Description => Command.Description ?? throw new InvalidOperationException($"{Typed} has no description");

    public IReadOnlyList<CommandTree> Subcommands => [.. Command.Subcommands.Where(c => !c.Hidden).Select(c => new CommandTree(Path.Length == 0 ? c.Name : $"{Path} {c.Name}", c))];

    /// <summary>The options that are its own.</summary>
    public IReadOnlyList<Option> Options => [.. Command.Options.Where(o => !o.Hidden && o is not HelpOption)];

    public IReadOnlyList<Argument> Arguments => [.. Command.Arguments.Where(a => !a.Hidden)];

    /// <summary>Itself, and all below it.</summary>
    public IEnumerable<CommandTree> All => [this, .. Subcommands.SelectMany(c => c.All)];

    /// <summary>What may follow the command, such as <c>[--now] [PKG...]</c>.</summary>
    public string Synopsis => string.Join(' ', Options.Select(o => $"[{TypedAs(o)}]").Concat(Arguments.Select(TypedAs)));

    /// <summary>An option with the word for its value.</summary>
    public static string TypedAs(Option option) => TakesValue(option) ? $"{option.Name} {option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant()}" : option.Name;

    public static bool TakesValue(Option option) => option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool);

    private static string TypedAs(Argument argument)
    {
        var name = argument.Arity.MaximumNumberOfValues > 1 ? $"{argument.Name}..." : argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }
}
