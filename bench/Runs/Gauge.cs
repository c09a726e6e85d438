using System.Globalization;
using KuPkg.Harness.Hosts;

namespace KuPkg.Bench.Runs;

/// <summary>Reads what a process has used so far from the machine's /proc.</summary>
internal static class Gauge
{
    private const double TicksPerSecond = 100;

    /// <summary>Runs kupkg and follows its peak memory (VmHWM) to the end.</summary>
    /// <returns>The peaks in MiB of kupkg and of the largest apt-get, as last seen.</returns>
    public static async Task<(double KuPkg, double Apt)> PeakAsync(BootedHost host, params string[] argv)
    {
        await using var command = host.Start(argv);
        double own = 0, apt = 0;
        while (!command.HasExited)
        {
            foreach (var process in host.Processes())
            {
                if (process.Name == "kupkg")
                    own = Math.Max(own, PeakOf(process));
                else if (process.Name == "apt-get")
                    apt = Math.Max(apt, PeakOf(process));
            }
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
        (await command.WaitAsync(TimeSpan.FromMinutes(1))).MustSucceed();
        return (own, apt);
    }

    /// <summary>The peak memory of one tick that is not due, as the kernel accounts it to the shell that waited for it.</summary>
    public static async Task<double> PeakOfTickAsync(BootedHost host)
    {
        var said = (await host.RunAsync(["python3", "-c", "import resource, subprocess; subprocess.run(['kupkg', 'run'], check=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"])).MustSucceed();
        return double.Parse(said.Text, CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>CPU seconds of a process itself, without its children.</summary>
    public static double Cpu(HostProcess process)
    {
        var stat = File.ReadAllText($"/proc/{process.Pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>What a process occupies now, in MiB: all of it that is resident, and its proportional share of what others use too.</summary>
    public static (double Resident, double Share) Memory(HostProcess process) =>
        (Field($"/proc/{process.Pid}/smaps_rollup", "Rss:"), Field($"/proc/{process.Pid}/smaps_rollup", "Pss:"));

    // VmHWM:     48212 kB
    private static double PeakOf(HostProcess process)
    {
        try
        {
            return Field($"/proc/{process.Pid}/status", "VmHWM:");
        }
        catch (IOException)
        {
            // It has just ended: what was seen before stands.
            return 0;
        }
    }

    private static double Field(string file, string name)
    {
        var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024;
    }
}
