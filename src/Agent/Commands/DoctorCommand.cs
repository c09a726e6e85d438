using System.CommandLine;
using KuPkg.Agent.Doctor;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.Report;
using KuPkg.Agent.Runs;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg doctor</c>.</summary>
internal static class DoctorCommand
{
    public static Command Make()
    {
        var repair = new Option<bool>("--repair") { Description = "mend what is broken and end what died; installs nothing" };
        var command = new Command("doctor", "What is wrong with this host, and what mends it.") { repair };
        command.SetAction(async (arguments, stop) =>
        {
            var paths = GlobalOptions.Paths(arguments);
            var isJson = arguments.GetValue(GlobalOptions.Json);
            if (arguments.GetValue(repair))
            {
                if (HostConfig.Read(paths, [], isSilent: false, out var refused) is not { } settings)
                    return refused;
                var code = await RunWiring.RunAsync(paths, settings, RunRequest.Repair, isJson);
                if (code is not (Exit.Done or Exit.Failed) || isJson)
                    return code;
            }

            var launcher = new Launcher(TimeProvider.System);
            var findings = await new Examination(paths, new AptDriver(paths, launcher, TimeProvider.System), TimeProvider.System).RunAsync(stop);
            Screens.Print(writer =>
            {
                if (isJson)
                    DoctorScreen.WriteJson(writer, findings);
                else
                    DoctorScreen.Write(writer, Screens.Output(), findings);
            });
            return DoctorScreen.ExitCode(findings);
        });
        return command;
    }
}
