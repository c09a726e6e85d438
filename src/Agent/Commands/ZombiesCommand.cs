using System.CommandLine;
using KuPkg.Agent.Config;
using KuPkg.Agent.Config.Contracts;
using KuPkg.Agent.Contracts;
using KuPkg.Agent.History;
using KuPkg.Agent.Report;
using KuPkg.Agent.Runs;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Zombies;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Zombies;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg zombies</c>. A look ends with 0 whatever it finds, as <c>kupkg locks</c> does; a cleaning with 1 when something is left that it was to do away with.</summary>
internal static class ZombiesCommand
{
    public static Command Make()
    {
        var clean = new Option<bool>("--clean") { Description = "nudge the parents; end only what [zombies] names (root)" };
        var command = new Command("zombies", "What is defunct, left over, or runs deleted code.") { clean };
        command.SetAction((arguments, stop) => RunAsync(GlobalOptions.Paths(arguments), arguments.GetValue(clean), arguments.GetValue(GlobalOptions.Json), stop));
        return command;
    }

    private static async Task<int> RunAsync(HostPaths paths, bool isCleaned, bool isJson, CancellationToken stop)
    {
        var time = TimeProvider.System;
        var launcher = new Launcher(time);
        if (!isCleaned)
        {
            Tell((await new ZombieSurvey(launcher, time).LookAsync(stop)).Findings, null, isJson, time);
            return Exit.Done;
        }

        if (!Environment.IsPrivilegedProcess)
        {
            Console.Error.WriteLine("kupkg: nothing was cleaned: other users' processes may be nudged by root only.     sudo kupkg zombies --clean     (kupkg zombies looks, for anybody)");
            return Exit.NotPermitted;
        }

        var config = ConfigLoader.Load(paths);
        if (config is ConfigState.Quarantined quarantined)
        {
            var (_, findings) = await new ZombieSurvey(launcher, time).LookAsync(stop);
            var remark = $"This host is quarantined: there is no {quarantined.File}, so nothing is cleaned.     kupkg release";
            Tell(findings with { Notes = [.. findings.Notes, remark] }, null, isJson, time);
            return Exit.Done;
        }

        return HostConfig.Read(paths, [], isSilent: true, out var refused) is { } settings ? await CleanAsync(paths, settings, launcher, isJson, time, stop) : refused;
    }

    private static async Task<int> CleanAsync(HostPaths paths, KuPkgSettings settings, ILauncher launcher, bool isJson, TimeProvider time, CancellationToken stop)
    {
        try
        {
            using var held = RunLock.TryTake(paths.RunLock);
            if (held is null)
            {
                Console.Error.WriteLine("kupkg: nothing was cleaned: a run is at work, which restarts services itself. Try again when it has ended.     kupkg status");
                return Exit.Deferred;
            }

            using var journal = Journal.Open(paths, time, out var warning);
            if (warning is not null)
                Console.Error.WriteLine($"kupkg: {warning}");
            var (host, findings) = await new ZombieSurvey(launcher, time).LookAsync(stop);
            var report = await new Cleaner(launcher, journal, settings, [.. ContractLoader.Load(paths).Sound.Select(static c => c.Contract)], paths.RuntimeDirectory, time).CleanAsync(host, findings, stop);
            Tell(findings, report, isJson, time);
            return report.IsClean ? Exit.Done : Exit.Failed;
        }
        catch (Exception e) when (e is HistoryException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"kupkg: zombies --clean stopped: {e.Message} What it did before is in the history; it does nothing that it cannot record.     kupkg doctor");
            return Exit.Failed;
        }
    }

    private static void Tell(ZombieFindings findings, CleanReport? report, bool isJson, TimeProvider time)
    {
        var (ticks, now) = (ServiceReader.NowTicks(), time.GetUtcNow());
        Screens.Print(writer =>
        {
            if (isJson)
            {
                ZombiesJson.Write(writer, findings, report is null ? null : ZombiesJson.Cleaning(report.Acts, report.Spared, report.DefunctLeft), ticks, now);
                return;
            }

            ZombiesScreen.Write(writer, Screens.Output(), findings, ticks, now, Environment.IsPrivilegedProcess);
            if (report is not null)
                ZombiesScreen.WriteCleaning(writer, Screens.Output(), report.Acts, report.Spared, report.DefunctLeft);
        });
    }
}
