using System.CommandLine;
using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.History;
using KuPkg.Agent.Report;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg mirrors</c>.</summary>
internal static class MirrorsCommand
{
    public static Command Make()
    {
        var probe = new Option<bool>("--probe") { Description = "ask each mirror once for its Release files" };
        var command = new Command("mirrors", "Each mirror's score, breaker, last failure, freshness.") { probe };
        command.SetAction(async (arguments, stop) =>
        {
            var paths = GlobalOptions.Paths(arguments);
            var time = TimeProvider.System;
            using var history = HistoryReader.Open(paths);
            var mirrors = history.MirrorMemories();
            IReadOnlyList<ProbedMirror>? probes = null;
            if (arguments.GetValue(probe))
            {
                try
                {
                    probes = await ProbeAsync(paths, time, stop);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or LaunchException)
                {
                    Console.Error.WriteLine($"kupkg: the mirrors could not be asked: {e.Message}     sudo kupkg mirrors --probe");
                    return Exit.Failed;
                }
            }

            var now = time.GetUtcNow();
            if (arguments.GetValue(GlobalOptions.Json))
                Screens.Print(writer => MirrorsJson.Write(writer, mirrors, probes, now));
            else
                Screens.Print(writer => MirrorsScreen.Write(writer, Screens.Output(), mirrors, probes, now, TimeZoneInfo.Local));
            return Exit.Done;
        });
        return command;
    }

    private static async Task<IReadOnlyList<ProbedMirror>> ProbeAsync(HostPaths paths, TimeProvider time, CancellationToken stop)
    {
        var settings = ConfigLoader.Load(paths) is ConfigState.Loaded loaded ? loaded.Settings : new KuPkgSettings();
        var driver = new AptDriver(paths, new Launcher(time), time) { ProxyEnvironment = ProxyVariables.Own() };
        var probes = await driver.ProbeMirrorsAsync(settings.Mirrors, settings.Download, stop);
        return [.. probes.Select(static p => new ProbedMirror(p.Address, p.Answer.IsUnchanged, p.Answer.Words, p.Answer.LastModified, p.Answer.Took))];
    }
}
