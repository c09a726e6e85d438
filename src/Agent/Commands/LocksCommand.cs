using System.CommandLine;
using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.Locks;
using KuPkg.Agent.Report;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg locks</c>.</summary>
internal static class LocksCommand
{
    public static Command Make()
    {
        var command = new Command("locks", "Who holds the package locks, and what is done about it.");
        command.SetAction(async (arguments, stop) =>
        {
            var paths = GlobalOptions.Paths(arguments);
            var config = ConfigLoader.Load(paths);
            if (config is ConfigState.Refused)
            {
                _ = HostConfig.Read(paths, [], isSilent: true, out var refused);
                return refused;
            }

            var settings = (config as ConfigState.Loaded)?.Settings ?? new KuPkgSettings();
            var apt = new AptPaths(paths);
            var time = TimeProvider.System;
            var readings = await LockSurvey.ReadAsync(apt.Locks, apt.DailyLock, AptRoles.Of, settings, time, stop);
            if (arguments.GetValue(GlobalOptions.Json))
                Screens.Print(writer => LocksJson.Write(writer, readings, time.GetUtcNow()));
            else
                Screens.Print(writer => LocksScreen.Write(writer, Screens.Output(), readings, Remark(config)));
            return Exit.Done;
        });
        return command;
    }

    private static string? Remark(ConfigState config) => config switch
    {
        ConfigState.Quarantined quarantined => $"This host is quarantined: there is no {quarantined.File}, so KuPkg does nothing about a lock.     kupkg release",
        ConfigState.Unreadable unreadable => $"This user may not read {unreadable.File}: what KuPkg would do is told as for the defaults.     sudo kupkg locks",
        _ => null,
    };
}
