using System.CommandLine;
using KuPkg.Agent.Config;
using KuPkg.Agent.Metrics;
using KuPkg.Agent.Report;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg metrics</c>.</summary>
internal static class MetricsCommand
{
    public static Command Make()
    {
        var command = new Command("metrics", "The metrics of this host, as Prometheus reads them.");
        command.SetAction(static arguments =>
        {
            var paths = GlobalOptions.Paths(arguments);
            var time = TimeProvider.System;
            var config = ConfigLoader.Load(paths);
            var status = HostStatusBuilder.Build(HostReading.Facts(paths, config, time.GetUtcNow()));
            var families = MetricsReading.Read(paths, config, status, time);
            if (arguments.GetValue(GlobalOptions.Json))
            {
                using var output = Console.OpenStandardOutput();
                MetricsJson.Write(output, families);
            }
            else
            {
                Screens.Print(writer => ExpositionText.Write(writer, families));
            }

            return Exit.Done;
        });
        return command;
    }
}
