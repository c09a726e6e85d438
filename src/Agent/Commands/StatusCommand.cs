using System.CommandLine;
using KuPkg.Agent.Config;
using KuPkg.Agent.Report;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg status</c>.</summary>
internal static class StatusCommand
{
    public static Command Make()
    {
        var command = new Command("status", "Is this host all right, and if not, why and what to type.");
        command.SetAction(arguments => Run(GlobalOptions.Paths(arguments), arguments.GetValue(GlobalOptions.Json)));
        return command;
    }

    /// <summary>Prints the status of a host.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(HostPaths paths, bool isJson)
    {
        var config = ConfigLoader.Load(paths);
        if (config is ConfigState.Refused)
        {
            _ = HostConfig.Read(paths, [], isSilent: true, out var refused);
            return refused;
        }

        var now = TimeProvider.System.GetUtcNow();
        var facts = HostReading.Facts(paths, config, now, isWhole: isJson);
        var status = HostStatusBuilder.Build(facts);
        if (isJson)
            Screens.Print(writer => StatusJson.Write(writer, status));
        else
            Screens.Print(writer => StatusScreen.Write(writer, Screens.Output(), status, now, TimeZoneInfo.Local, facts.QuarantinedSince));
        return status.ExitCode;
    }
}
