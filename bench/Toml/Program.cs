using System.Globalization;
using System.Text.Json;
using KuPkg.Bench.Toml;
using KuPkg.Toml;

// What the TOML reader costs, beside System.Text.Json on the same data: once in a fresh process, which is what each command pays for its configuration,
// and for a megabyte when everything is warm.
const int Bytes = 1_000_000;
const double MostMilliseconds = 50;
var rounds = args is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 51;

var small = Sample.Toml(2000);
var first = Timed(() => TomlDocument.Parse(small));
var smallJson = Sample.Json(TomlDocument.Parse(small).Root);
var firstJson = Timed(() => JsonTree.Read(smallJson));

var toml = Sample.Toml(Bytes);
var parse = TomlDocument.Parse(toml);
var json = Sample.Json(parse.Root);
if (parse.Diagnostics.Count > 0)
    throw new InvalidOperationException(parse.Diagnostics[0].ToString());
List<double> times = [], trees = [], documents = [];
for (var round = -rounds; round < rounds; round++)
{
    var (own, tree, document) = (Timed(() => TomlDocument.Parse(toml)), Timed(() => JsonTree.Read(json)), Timed(() => JsonDocument.Parse(json).Dispose()));

    // The first half is for the compiler.
    if (round < 0)
        continue;
    times.Add(own);
    trees.Add(tree);
    documents.Add(document);
}

Console.WriteLine($"the first configuration in a process, {small.Length} bytes      {first:F2} ms");
Console.WriteLine($"    System.Text.Json, the same data, {smallJson.Length} bytes     {firstJson:F2} ms, {first / firstJson:F2} x\n");
Console.WriteLine($"reading {toml.Length / 1e6:F2} MB of TOML into a tree               {Spread(times)}");
Console.WriteLine($"    System.Text.Json, the same tree, {json.Length / 1e6:F2} MB         {Spread(trees)}, {Median(times) / Median(trees):F2} x");
Console.WriteLine($"    System.Text.Json, syntax only                    {Spread(documents)}, {Median(times) / Median(documents):F2} x");

// The first time is measured once, so a machine that does other work decides nothing by it.
var isGood = times.Min() <= MostMilliseconds;
Console.WriteLine($"{(isGood ? "ok" : "MISSED")}: {times.Min():F1} ms a megabyte when least disturbed, limit {MostMilliseconds}");
return isGood ? 0 : 1;

static double Timed(Action work)
{
    var began = TimeProvider.System.GetTimestamp();
    work();
    return TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
}

static string Spread(List<double> values) => $"{Median(values),6:F2} ms ({values.Min():F2} to {values.Max():F2}, median of {values.Count})";

static double Median(List<double> values)
{
    var sorted = values.Order().ToList();
    return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
}
