using System.CommandLine;
using KuPkg.Agent.Config;

namespace KuPkg.Agent.Commands;

/// <summary>The options that every command takes.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string?> Config = new("--config")
    {
        Description = "this file, no drop-ins (default /etc/kupkg/kupkg.toml)",
        HelpName = "FILE",
        Recursive = true,
    };

    public static readonly Option<string> Root = new("--root")
    {
        Description = "work on a root with its own package manager",
        HelpName = "DIR",
        Recursive = true,
        DefaultValueFactory = _ => "/",
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "one JSON document on standard output, and nothing else",
        Recursive = true,
    };

    /// <summary>Where things are, as the options say.</summary>
    public static HostPaths Paths(ParseResult arguments)
    {
        var paths = new HostPaths(Path.GetFullPath(arguments.GetValue(Root) ?? "/"));
        return arguments.GetValue(Config) is { } file ? paths with { ConfigFile = Path.GetFullPath(file), DropInDirectories = [] } : paths;
    }
}
