using System.Globalization;
using KuPkg.Harness.Hosts;

namespace KuPkg.Bench.Runs;

/// <summary>Times commands inside a host, in turn, so that what the machine does beside hits all of them alike.</summary>
internal static class InTurn
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>Milliseconds of each command, in the order given; a first round is not counted.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<double>>> TimeAsync(BootedHost host, int rounds, params string[] commands)
    {
        // Timed by one shell in the host: entering it would cost as much as starting a small program.
        var script = new System.Text.StringBuilder("time_it() { local a=$EPOCHREALTIME; eval \"$2\" >/dev/null 2>&1; local rc=$? b=$EPOCHREALTIME; echo \"$1 $(( ${b/./} - ${a/./} )) $rc\"; }\n")
            .Append(CultureInfo.InvariantCulture, $"for ((i = 0; i <= {rounds}; i++)); do\n");
        for (var i = 0; i < commands.Length; i++)
            script.Append(CultureInfo.InvariantCulture, $"time_it {i} '{commands[i]}'\n");
        script.Append("done\n");
        var said = (await host.RunAsync(["bash", "-c", script.ToString()], Limit)).MustSucceed();

        // 0 912345 0      (which, microseconds, exit code)
        var times = commands.Select(_ => new List<double>()).ToList();
        foreach (var words in said.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(commands.Length).Select(line => line.Split(' ')))
        {
            var which = int.Parse(words[0], CultureInfo.InvariantCulture);
            if (words[2] != "0")
                throw new InvalidOperationException($"cannot time `{commands[which]}`: it ended with {words[2]}. Run it by hand in a host to see why.");
            times[which].Add(double.Parse(words[1], CultureInfo.InvariantCulture) / 1000);
        }
        return times;
    }
}
