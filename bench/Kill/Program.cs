using System.Globalization;
using KuPkg.Agent.Tests.Kill;
using KuPkg.Bench.Kill;

// Kills 1,001 idle processes, 500 of them heavy readers at the end of the others' pipes, in three ways in turn, each time a new crowd.
// All times run from the first freeze or signal to the proof by pidfd that everybody is gone.
var rounds = args is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 5;
var ways = new[] { Way.Killpg, Way.Killer, Way.SleepersFirst };
var results = ways.ToDictionary(w => w, _ => new List<(double Milliseconds, int Woken)>());
var whole = new List<double>();

// The first kill pays for the compiler.
for (var round = -1; round < rounds; round++)
{
    foreach (var way in ways)
    {
        using var crowd = await Crowd.GatherAsync();
        var (took, all) = await way.KillAsync(crowd);
        await crowd.Root.ExitAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        if (round < 0)
            continue;
        results[way].Add((took.TotalMilliseconds, crowd.Woken));
        if (way == Way.Killer)
            whole.Add(all.TotalMilliseconds);
    }
}

var peer = Median(results[Way.Killpg].Select(r => r.Milliseconds));
Console.WriteLine($"killing {Crowd.Size} idle processes, {rounds} rounds, median (least to most)");
foreach (var way in ways)
{
    var times = results[way].ConvertAll(r => r.Milliseconds);
    Console.WriteLine(
        $"  {way.Name,-34} {Median(times),6:F1} ms ({times.Min():F1} to {times.Max():F1})   {Median(times) / peer,5:F2} x   woken {string.Join(' ', results[way].Select(r => r.Woken))}");
}

Console.WriteLine($"  Killer with the evidence and the first look at /proc: {Median(whole):F1} ms");
var ratio = Median(results[Way.Killer].Select(r => r.Milliseconds)) / peer;
var isGood = ratio <= 2 && results[Way.Killer].TrueForAll(r => r.Woken == 0);
Console.WriteLine($"{(isGood ? "ok" : "MISSED")}: {ratio:F2} x of one kill(-pgid, SIGKILL), limit 2; none may be woken");
return isGood ? 0 : 1;

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToList();
    return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
}
