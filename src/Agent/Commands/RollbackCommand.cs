using System.CommandLine;
using System.Text.Json;
using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers.Apt.Rollback;
using KuPkg.Agent.History;
using KuPkg.Agent.Report;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg rollback</c>.</summary>
internal static class RollbackCommand
{
    public static Command Make()
    {
        var package = new Argument<string>("PACKAGE") { Description = "a package that is installed here" };
        var to = new Option<string?>("--to") { Description = "the version whose content is wanted (default: the one before)", HelpName = "VERSION" };
        var output = new Option<string>("--output") { Description = "where the packages go (default: here)", HelpName = "DIR", DefaultValueFactory = _ => "." };
        var command = new Command("rollback", "Build the old content as a higher version, for the repository.") { package, to, output };
        command.SetAction((arguments, stop) => BuildAsync(
            GlobalOptions.Paths(arguments), arguments.GetValue(package)!, arguments.GetValue(to), Path.GetFullPath(arguments.GetValue(output)!), arguments.GetValue(GlobalOptions.Json), stop));
        return command;
    }

    private static async Task<int> BuildAsync(HostPaths paths, string package, string? to, string output, bool isJson, CancellationToken stop)
    {
        if (!Directory.Exists(output))
        {
            Console.Error.WriteLine($"kupkg: {package} was not built: there is no directory {output}.     mkdir -p {output}");
            return Exit.Usage;
        }

        try
        {
            var time = TimeProvider.System;
            using var history = HistoryReader.Open(paths);
            var result = await new RollbackBuilder(paths, new Launcher(time), time).BuildAsync(package, to, output, history.Holds(), history.VersionBefore, stop);
            if (isJson)
                Screens.Print(writer => writer.WriteLine(JsonSerializer.Serialize(ToDocument(result), Json.Indented.RollbackDocument)));
            else
                Tell(package, result);
            return result switch
            {
                { Errors.Count: 0 } => Exit.Done,
                { IsRefused: true } => Exit.NotPermitted,
                { IsUsage: true } => Exit.Usage,
                _ => Exit.Failed,
            };
        }
        catch (UnauthorizedAccessException e)
        {
            Console.Error.WriteLine($"kupkg: {package} was not built: {e.Message}     sudo kupkg rollback {package}");
            return Exit.NotPermitted;
        }
        catch (Exception e) when (e is HistoryException or IOException or LaunchException)
        {
            Console.Error.WriteLine($"kupkg: {package} was not built: {e.Message}     kupkg doctor");
            return Exit.Failed;
        }
    }

    private static RollbackDocument ToDocument(RollbackResult result) => new(
        [
            .. result.Built.Select(static b => new BuiltRow(
                b.Package.Package.Name, b.Package.Package.Architecture, b.Package.Version, b.Package.Bad, b.Package.Content, b.CameFrom.Word(), b.Limits, b.Archive)),
        ],
        result.Errors, result.Warnings);

    private static void Tell(string package, RollbackResult result)
    {
        if (result.Errors.Count > 0)
        {
            Console.Error.WriteLine($"kupkg: {package} was not built{(result.IsRefused ? ", as this user may not read all that is needed:     sudo kupkg rollback …" : ":")}");
            foreach (var error in result.Errors)
                Console.Error.WriteLine($"  {error}");
            return;
        }

        foreach (var built in result.Built)
        {
            Console.Out.WriteLine($"{built.Archive}");
            Console.Out.WriteLine($"  the content of {built.Package.Content} ({Words(built.CameFrom)}), above {built.Package.Bad} and below what comes after it");
            foreach (var limit in built.Limits)
                Console.Out.WriteLine($"  not exact: {limit}");
        }

        foreach (var warning in result.Warnings)
            Console.Out.WriteLine($"warning: {warning}");
        Console.Out.WriteLine($"Publish {(result.Built.Count == 1 ? "it" : "all of them together")} in your repository, and every host moves forward to the old content, those that hold the bad version too:");
        Console.Out.WriteLine($"  reprepro includedeb SUITE {string.Join(' ', result.Built.Select(static b => b.Archive))}     (or: aptly repo add REPOSITORY …)");
    }

    private static string Words(AsideOrigin origin) => origin switch
    {
        AsideOrigin.Rebuilt => "rebuilt from this host's files",
        AsideOrigin.Fetched => "from a repository",
        _ => "kept aside, or in apt's cache",
    };
}
