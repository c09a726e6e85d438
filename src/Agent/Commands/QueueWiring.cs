using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.History;
using KuPkg.Agent.History.Queue;
using KuPkg.Agent.Kill;
using KuPkg.Agent.Schedule;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Watch;

namespace KuPkg.Agent.Commands;

/// <summary>Puts a visit to the queue together.</summary>
internal static class QueueWiring
{
    public static async Task<int> WorkAsync(HostPaths paths)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Console.Error.WriteLine("kupkg: jobs of the queue run as root, and this is not root. Nothing was done.     sudo kupkg queue work");
            return Exit.NotPermitted;
        }

        if (HostConfig.Read(paths, [], isSilent: Console.IsOutputRedirected, out var exitCode) is not { } settings)
            return exitCode;

        // A job may be the upgrade of kupkg itself.
        OwnProgram.LoadAll();
        using var signals = new StopSignals();
        var time = TimeProvider.System;
        var launcher = new Launcher(time);
        // Seeded by clock and pid: it spreads retries over hosts and is no secret.
        var random = new Random(HashCode.Combine(time.GetTimestamp(), Environment.ProcessId));
        var worker = new QueueWorker(
            paths, settings, launcher, new Watchman(new Killer(time), launcher, time), new AptDriver(paths, launcher, time).Roles, time, random.NextDouble, Console.Out.WriteLine);
        try
        {
            var visit = await worker.WorkAsync(signals.Token);
            if (visit.IsBusy)
            {
                Console.Error.WriteLine("kupkg: a run is at work, or one that died is to be taken up first. No job was begun.     kupkg status");
                return Exit.Deferred;
            }

            return visit.State is JobState.Failed or JobState.GivenUp ? Exit.Failed : Exit.Done;
        }
        catch (Exception e) when (e is HistoryException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"kupkg: the queue could not be worked off: {e.Message}");
            return Exit.Failed;
        }
    }
}
