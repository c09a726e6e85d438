using System.CommandLine;
using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.History;
using KuPkg.Agent.Runs;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg unhold</c>.</summary>
internal static class UnholdCommand
{
    public static Command Make()
    {
        var package = new Argument<string>("PACKAGE") { Description = "the package, as kupkg status names it" };
        var version = new Argument<string?>("VERSION") { Description = "only this version", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("unhold", "Let a version that kupkg holds be tried again.") { package, version };
        command.SetAction((arguments, stop) => ReleaseAsync(GlobalOptions.Paths(arguments), arguments.GetValue(package)!, arguments.GetValue(version), stop));
        return command;
    }

    private static async Task<int> ReleaseAsync(HostPaths paths, string package, string? version, CancellationToken stop)
    {
        var what = version is null ? package : $"{package} {version}";
        try
        {
            using var held = RunLock.TryTake(paths.RunLock);
            if (held is null)
            {
                Console.Error.WriteLine($"kupkg: {what} was not released: a run is at work, and it writes the holds too. Try again when it has ended.     kupkg status");
                return Exit.Deferred;
            }

            var time = TimeProvider.System;
            using var journal = Journal.Open(paths, time, out var warning);
            if (warning is not null)
                Console.Error.WriteLine($"kupkg: {warning}");
            var ended = await HoldRelease.ReleaseAsync(journal, new AptDriver(paths, new Launcher(time), time), package, version, time.GetUtcNow(), stop);
            if (ended.Count == 0)
            {
                Console.Error.WriteLine($"kupkg: {what} is not held by kupkg. What is:     kupkg status     (holds of your own:  apt-mark showhold)");
                return Exit.Usage;
            }

            foreach (var hold in ended)
                Console.Out.WriteLine($"{hold.Package} {hold.Version} is released, and the next run tries it.     kupkg run --now {hold.Package.Name}");
            return Exit.Done;
        }
        catch (UnauthorizedAccessException e)
        {
            Console.Error.WriteLine($"kupkg: {what} was not released: {e.Message}     sudo kupkg unhold {what}");
            return Exit.NotPermitted;
        }
        catch (Exception e) when (e is HistoryException or IOException or LaunchException)
        {
            Console.Error.WriteLine($"kupkg: {what} was not released: {e.Message}     kupkg doctor");
            return Exit.Failed;
        }
    }
}
