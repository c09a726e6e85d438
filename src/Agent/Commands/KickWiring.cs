using KuPkg.Agent.Config;
using KuPkg.Agent.Config.Contracts;
using KuPkg.Agent.Contracts;
using KuPkg.Agent.Contracts.Kicks;
using KuPkg.Agent.Kill;
using KuPkg.Agent.Report;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg check --kick</c>: puts together what keeps services running, and tells what came of it.</summary>
internal static class KickWiring
{
    /// <param name="paths">The host.</param>
    /// <param name="names">Only these services; empty: all that have a contract.</param>
    /// <param name="isJson">Print one document instead of a screen.</param>
    public static async Task<int> RunAsync(HostPaths paths, IReadOnlyList<string> names, bool isJson)
    {
        if (Refusal(paths, isJson) is { } exitCode)
            return exitCode;
        var set = ContractLoader.Load(paths);
        CheckCommand.TellMistakes(set, "kept");
        if (names.FirstOrDefault(n => !set.Contracts.Any(c => c.Contract.Name == n)) is { } unknown)
            return CheckCommand.Unknown(unknown, set);
        var chosen = set.Sound.Select(static c => c.Contract).Where(c => names.Count == 0 || names.Contains(c.Name)).ToList();
        var services = chosen.Count == 0 ? [] : await KickAsync(paths, chosen);
        Tell(services, isJson);
        return CheckCommand.ExitCode(!services.Any(static s => s.IsIll), set);
    }

    // Null: it goes on.
    private static int? Refusal(HostPaths paths, bool isJson)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Console.Error.WriteLine("kupkg: check --kick starts and ends services, and this is not root. Nothing was done.     sudo kupkg check --kick");
            return Exit.NotPermitted;
        }

        if (!paths.IsHost)
        {
            Console.Error.WriteLine($"kupkg: check --kick keeps the services of this host, and none run below {paths.Root}. Nothing was done.     kupkg check --kick");
            return Exit.Usage;
        }

        // The settings do not matter here: a mistake in them is no reason to leave a service down.
        if (File.Exists(paths.ConfigFile))
            return null;
        if (!isJson && !Console.IsOutputRedirected)
            Console.Out.WriteLine($"This host is quarantined: there is no {paths.ConfigFile}. Nothing was checked.     kupkg release");
        else if (isJson)
            Screens.Print(static writer => KickJson.Write(writer, []));
        return Exit.Done;
    }

    private static async Task<IReadOnlyList<KickedService>> KickAsync(HostPaths paths, IReadOnlyList<ServiceContract> contracts)
    {
        // What this program is made of may be replaced while a service comes up.
        OwnProgram.LoadAll();
        var time = TimeProvider.System;
        var launcher = new Launcher(time);
        using var signals = new StopSignals();
        using var memory = new KickJournal(paths, time);
        var desk = new ServiceDesk(contracts, launcher, new Killer(time), new ServiceSettings(), time);
        var steps = new KickSteps();
        using var tools = desk.ToolsFor(contracts, steps, signals.Token);
        var host = new KickHost(paths.RuntimeDirectory, paths.ContractDirectories, ServiceReader.UnitIn(ServiceReader.CgroupOf(Environment.ProcessId)), IsEachCheckMade: !Console.IsOutputRedirected);
        return await new Kicker(host, tools, steps, memory).RunAsync(contracts);
    }

    // Cron mails what is printed: what is well says nothing there, nor what was told before and waits for its next kick.
    private static void Tell(IReadOnlyList<KickedService> services, bool isJson)
    {
        var told = isJson || !Console.IsOutputRedirected ? services : [.. services.Where(static s => s.IsNews)];
        if (isJson)
            Screens.Print(writer => KickJson.Write(writer, told));
        else if (told.Count > 0 || !Console.IsOutputRedirected)
            Screens.Print(writer => KickScreen.Write(writer, Screens.Output(), told));
    }
}
