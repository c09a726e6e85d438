using System.Globalization;
using KuPkg.Bench.Runs;
using KuPkg.Harness;
using KuPkg.Harness.Commands;

// What a guard costs a command that is over at once, beside the bare command and timeout(1), in turn, so that what the machine does beside hits all alike.
// With options the command line has to be parsed. Ends with 1 when the figure does not hold.
const double MostOverBare = 60;
var rounds = args is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 21;

var root = Workspace.NewDirectory("guard-bench");
Directory.CreateDirectory(Path.Join(root, "etc/kupkg"));
await File.WriteAllTextAsync(Path.Join(root, "etc/kupkg/kupkg.toml"), "");
(string Name, string Line)[] ways =
[
    ("true", "/bin/true"),
    ("timeout 60 true", "timeout 60 /bin/true"),
    ("guard -- true", $"{Workspace.Binary} guard -- /bin/true"),
    ("guard --quiet 5m -- true", $"{Workspace.Binary} guard --root {root} --quiet 5m -- /bin/true"),
];

// One shell times all of them; a first round is not counted.
var script = "time_it() { local a=$EPOCHREALTIME; eval \"$2\"; local rc=$? b=$EPOCHREALTIME; echo \"$1 $(( ${b/./} - ${a/./} )) $rc\"; }\n"
    + $"for ((i = 0; i <= {rounds}; i++)); do\n" + string.Concat(ways.Select(static (w, i) => $"time_it {i} '{w.Line}'\n")) + "done\n";
var said = (await Command.RunAsync(["setsid", "bash", "-c", script], TimeSpan.FromMinutes(5))).MustSucceed();
Directory.Delete(root, recursive: true);

// 2 27340 0      (which, microseconds, exit code)
var times = ways.Select(static _ => new List<double>()).ToList();
foreach (var words in said.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(ways.Length).Select(static line => line.Split(' ')))
{
    var which = int.Parse(words[0], CultureInfo.InvariantCulture);
    if (words[2] != "0")
        throw new InvalidOperationException($"cannot time `{ways[which].Line}`: it ended with {words[2]}. Run it by hand to see why.");
    times[which].Add(double.Parse(words[1], CultureInfo.InvariantCulture) / 1000);
}

var figures = new Figures();
for (var i = 2; i < ways.Length; i++)
{
    for (var peer = 0; peer < 2; peer++)
        figures.Over(ways[i].Name, times[i], ways[peer].Name, times[peer], "ms", MostOverBare);
}

return figures.AllHold ? 0 : 1;
