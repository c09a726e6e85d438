using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.History;
using KuPkg.Agent.Report;
using KuPkg.Agent.Runs;
using KuPkg.Agent.Runs.Services;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Commands;

/// <summary>Puts a dry run together and prints its plan.</summary>
internal static class DryRunWiring
{
    public static async Task<int> RunAsync(HostPaths paths, KuPkgSettings settings, IReadOnlyList<string> only, bool isJson)
    {
        using var signals = new StopSignals();
        var time = TimeProvider.System;
        using var history = HistoryReader.Open(paths);
        var launcher = new Launcher(time);
        var driver = new AptDriver(paths, launcher, time);
        DryRunResult result;
        try
        {
            result = await new DryRun(launcher, driver, time).RunAsync(settings.Packages, only, history, paths.Root, signals.Token);
        }
        catch (Exception e) when (e is LaunchException or IOException or UnauthorizedAccessException or TimeoutException or OperationCanceledException)
        {
            Console.Error.WriteLine($"kupkg: the dry run could not plan: {e.Message}. Nothing was changed.");
            return Exit.Failed;
        }

        var (services, problem) = await ServicesAsync(paths, settings, driver, launcher, result.Simulation.Plan, signals.Token);
        if (isJson)
            DryRunJson.Write(Console.Out, result.Simulation.Plan, result.Simulation.Removals, services, result.ListsRefreshedAt, result.Simulation.Error);
        else
            Print(result.Simulation.Plan, result, services);
        if (problem is not null)
            Console.Error.WriteLine($"kupkg: which services the plan touches is not known: {problem}");
        return result.Simulation.Error is null ? Exit.Done : Exit.Failed;
    }

    private static async Task<(IReadOnlyList<TouchedService> Services, string? Problem)> ServicesAsync(
        HostPaths paths, KuPkgSettings settings, AptDriver driver, Launcher launcher, Plan plan, CancellationToken stop)
    {
        if (plan.IsEmpty || ServiceWiring.FinderOf(paths, settings.Services, launcher) is not { } finder)
            return ([], null);
        try
        {
            var files = driver.FilesOf([.. plan.Changes.Where(static c => c.From is not null).Select(static c => c.Package)]);
            return (await finder.FindAsync(ServicesBefore.NamesOf(plan), files, stop), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ([], e.Message);
        }
    }

    private static void Print(Plan plan, DryRunResult result, IReadOnlyList<TouchedService> services)
    {
        var age = result.ListsRefreshedAt is { } at ? $"lists refreshed {Human.Ago(at, TimeProvider.System.GetUtcNow())}" : "lists never refreshed";
        if (result.Simulation.Error is { } error)
        {
            Console.Error.WriteLine($"kupkg: the dry run could not plan ({age}): {Plain.Line(error)}. Nothing was changed.");
            return;
        }

        Console.Out.WriteLine($"dry run: {Human.Count(plan.Changes.Count, "change")}; {age}; nothing was changed");
        foreach (var change in plan.Changes)
            Console.Out.WriteLine($"  {change}{(change.IsSecurity ? "   security" : "")}");
        foreach (var removal in result.Simulation.Removals)
            Console.Out.WriteLine($"  {removal}   would be refused: packages.allow_removals is off");
        TouchedLines.Write(Console.Out, services);
        foreach (var kept in plan.KeptBack)
            Console.Out.WriteLine($"  kept back: {kept.Package} {kept.Installed} → {kept.Candidate}   {kept.Cause}");
    }
}
