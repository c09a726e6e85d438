using System.CommandLine;
using KuPkg.Agent.Config;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg run</c>.</summary>
internal static class RunCommand
{
    public static Command Make()
    {
        var now = new Option<bool>("--now") { Description = "at once, whether due or not" };
        var dryRun = new Option<bool>("--dry-run") { Description = "change nothing: plan from the lists as they are" };
        var full = new Option<bool>("--full") { Description = "refresh and plan although no source has changed" };
        var set = new Option<string[]>("--set")
        {
            Description = "one setting for this run, such as limits.install.quiet=90s",
            HelpName = "KEY=VALUE",
            DefaultValueFactory = _ => [],
        };
        var packages = new Argument<string[]>("PKG") { Description = "only these packages", Arity = ArgumentArity.ZeroOrMore };
        packages.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => t.Value.StartsWith('-')))
                result.AddError($"unknown option {token.Value}");
        });
        var command = new Command("run", "Refresh, plan, download, install, rescue, record.") { now, dryRun, full, set, packages };
        command.SetAction(async (arguments, _) =>
        {
            var paths = GlobalOptions.Paths(arguments);
            var only = arguments.GetValue(packages) ?? [];
            var isNow = arguments.GetValue(now) || only.Length > 0;
            var isJson = arguments.GetValue(GlobalOptions.Json);
            var isSilent = isJson || (Console.IsOutputRedirected && !isNow);
            if (HostConfig.Read(paths, arguments.GetValue(set) ?? [], isSilent, out var exitCode) is not { } settings)
                return NotBegun(paths, exitCode, isDryRun: arguments.GetValue(dryRun));
            return arguments.GetValue(dryRun)
                ? await DryRunWiring.RunAsync(paths, settings, only, isJson)
                : await RunWiring.RunAsync(paths, settings, new Runs.RunRequest(isNow, only) { IsFull = arguments.GetValue(full) }, isJson);
        });
        return command;
    }

    /// <summary>A tick: <c>kupkg run</c> and nothing more.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> TickAsync(HostPaths paths) =>
        HostConfig.Read(paths, [], isSilent: Console.IsOutputRedirected, out var exitCode) is { } settings
            ? await RunWiring.RunAsync(paths, settings, new Runs.RunRequest(IsNow: false, []), isJson: false)
            : NotBegun(paths, exitCode, isDryRun: false);

    // Quarantined, or with a mistake in its configuration: whoever watches the host must see that, and that its ticks come.
    private static int NotBegun(HostPaths paths, int exitCode, bool isDryRun)
    {
        if (!isDryRun && exitCode is Exit.Done or Exit.BadConfiguration && Environment.IsPrivilegedProcess)
            HostSigns.Write(paths, TimeProvider.System);
        return exitCode;
    }
}
