using KuPkg.Agent.Config;
using KuPkg.Agent.Contracts;
using KuPkg.Agent.Contracts.Kicks;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.History;
using KuPkg.Agent.Report;
using KuPkg.Agent.Runs;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Commands;

/// <summary>Reads from a host what its status is judged from. A file that cannot be read is a fact as well.</summary>
internal static class HostReading
{
    private const int RunsLookedAt = 10;

    /// <summary>Reads them.</summary>
    /// <param name="paths">The host.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="now">Its clock.</param>
    /// <param name="isWhole">Also what only documents and metrics tell, and not the screen that has to be quick.</param>
    public static StatusFacts Facts(HostPaths paths, ConfigState config, DateTimeOffset now, bool isWhole = true)
    {
        var settings = (config as ConfigState.Loaded)?.Settings ?? new KuPkgSettings();
        var quarantined = config as ConfigState.Quarantined;
        var facts = new StatusFacts
        {
            Host = paths.IsHost ? Environment.MachineName : ProcFile.TryReadText(paths.At("etc/hostname"))?.Trim() ?? paths.Root,
            Track = settings.Track,
            Manager = "apt",
            Now = now,
            StaleAfter = settings.Schedule.StaleAfter,
            Quarantine = quarantined is null ? null : new Quarantine(paths).Reason is { } reason ? $"no {quarantined.File} ({reason})" : $"no {quarantined.File}",
            QuarantinedSince = quarantined?.Since,
            ReleaseCommand = quarantined is null ? "" : "kupkg release",
            Reboot = RebootMarker.Read(paths),
            OtherUpdaters = OtherUpdaters.Of(paths),
            HeldServices = new ServiceHolds(paths.ContractDirectories).All(),
        };
        try
        {
            using var history = HistoryReader.Open(paths);
            var runs = history.Runs(RunsLookedAt);
            // Reading it costs a third of the whole command, and while no run is open it says nothing that the history does not.
            return (runs is [{ Record: null, Interrupted: null }, ..] ? WithLive(facts, paths) : facts) with
            {
                Runs = runs,
                LastSuccess = history.LastSuccess(),
                Holds = history.Holds(),
                Services = Services(history),
                PutBacks = isWhole ? history.PutBacks() : default,
                NextRuns = quarantined is null ? TickPolicy.NextRuns(TickReading.Of(paths, settings.Schedule, history.Calendar(), now)) : [],
                RebootPlan = facts.Reboot is null ? facts.RebootPlan : RebootWiring.Decide(paths, settings, history, now),
                Paused = Preferences.Paused(history.PackageBreakers(), now),
            };
        }
        catch (HistoryException e)
        {
            return WithLive(facts, paths) with { HistoryProblem = e.Message };
        }
    }

    private static IReadOnlyList<ServiceState> Services(IHistory history)
    {
        var states = history.Services();
        return states.Count == 0 ? states : [.. states.Where(static s => s.HoldsIn(ServiceReader.BootId()))];
    }

    private static StatusFacts WithLive(StatusFacts facts, HostPaths paths)
    {
        var live = StatusFile.Read(paths.StatusFile);
        return facts with { Live = live, IsLiveAlive = live is not null && ProcStat.TryRead(live.Pid)?.Id == new ProcessId(live.Pid, live.StartTicks) };
    }
}
