using System.Globalization;
using System.Text.Json;
using KuPkg.Bench.Runs;
using KuPkg.Harness;
using KuPkg.Harness.Commands;

// Finding everything that runs deleted code among 300 idle processes, ten of which have a deleted library mapped, by the whole command, beside needrestart(1) in batch mode. In turn, so that
// what the machine does beside hits both. Ends with 1 when the figure does not hold, or when what is there to be found is not.
const double MostTimes = 0.5;
const int Idle = 290, Stale = 10;
var rounds = args is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 11;

var isOurs = false;
if ((await Command.RunAsync(["sh", "-c", "command -v needrestart"], TimeSpan.FromMinutes(1))).ExitCode != 0)
{
    isOurs = true;
    (await Command.RunAsync(["sh", "-c", "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install needrestart"], TimeSpan.FromMinutes(5))).MustSucceed();
}


var folder = Workspace.NewDirectory("zombies-bench");
var library = Path.Join(folder, "libdeep.so.1");
(await Command.RunAsync(["sh", "-c", $"cp \"$(ls /lib/*/libm.so.6 /lib/libm.so.6 2>/dev/null | head -1)\" {library}"], TimeSpan.FromMinutes(1))).MustSucceed();
var crowd = Command.Start(
    ["sh", "-c", $"i=0; while [ $i -lt {Idle} ]; do sleep 100000 & i=$((i + 1)); done; i=0; while [ $i -lt {Stale} ]; do LD_PRELOAD={library} sleep 100000 & i=$((i + 1)); done; sleep 1; touch {folder}/ready; wait"]);
while (!File.Exists(Path.Join(folder, "ready")))
    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
File.Delete(library);

string[] ways = [$"{Workspace.Binary} zombies --json", "needrestart -b -l -r l"];
var script = "time_it() { local a=$EPOCHREALTIME; eval \"$2\" >/dev/null 2>&1; local rc=$? b=$EPOCHREALTIME; echo \"$1 $(( ${b/./} - ${a/./} )) $rc\"; }\n"
    + $"for ((i = 0; i <= {rounds}; i++)); do\n" + string.Concat(ways.Select(static (w, i) => $"time_it {i} '{w}'\n")) + "done\n";
try
{
    var found = JsonDocument.Parse((await Command.RunAsync([Workspace.Binary, "zombies", "--json"], TimeSpan.FromMinutes(1))).MustSucceed().Output).RootElement;
    var stale = found.GetProperty("deletedCode").EnumerateArray().Where(g => g.GetProperty("files").EnumerateArray().Any(f => f.GetString() == library)).Sum(static g => g.GetProperty("processes").GetArrayLength());
    var peerSaid = await Command.RunAsync(["needrestart", "-b", "-l", "-r", "l", "-v"], TimeSpan.FromMinutes(2));
    var peer = (peerSaid.Text + peerSaid.ErrorText).Split('\n').Count(l => l.Contains($"uses deleted {library}", StringComparison.Ordinal));
    Console.WriteLine($"{found.GetProperty("processes")} processes; {Stale} have a deleted library mapped: kupkg names {stale}, needrestart {peer}\n");
    var said = (await Command.RunAsync(["setsid", "bash", "-c", script], TimeSpan.FromMinutes(10))).MustSucceed();

    // 0 27340 0      (which, microseconds, exit code); the first round is not counted.
    var times = ways.Select(static _ => new List<double>()).ToList();
    foreach (var words in said.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(ways.Length).Select(static line => line.Split(' ')))
    {
        var which = int.Parse(words[0], CultureInfo.InvariantCulture);
        if (words[2] != "0")
            throw new InvalidOperationException($"cannot time `{ways[which]}`: it ended with {words[2]}. Run it by hand to see why.");
        times[which].Add(double.Parse(words[1], CultureInfo.InvariantCulture) / 1000);
    }

    var figures = new Figures();
    figures.Against("kupkg zombies --json", times[0], ways[1], times[1], "ms", MostTimes);
    return figures.AllHold && stale == Stale ? 0 : 1;
}
finally
{
    crowd.Kill();
    await crowd.DisposeAsync();
    Directory.Delete(folder, recursive: true);
    // Its hook would run after each later use of apt on this machine.
    if (isOurs)
        (await Command.RunAsync(["sh", "-c", "DEBIAN_FRONTEND=noninteractive apt-get -qq -y purge needrestart"], TimeSpan.FromMinutes(5))).MustSucceed();
}
