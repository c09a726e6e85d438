using System.Globalization;
using KuPkg.Bench.Runs;
using KuPkg.Hosts.Contracts;
using KuPkg.Hosts.Scenes.Foo;

// How long a service does not answer while a run restarts it, beside the same stop and start without KuPkg: systemctl restart, and a SIGTERM after which systemd starts it again. Ends with 1 when
// KuPkg adds more than half a second.
const double MostMore = 500;
var rounds = args is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 5;
var figures = new Figures();
foreach (var (way, peer) in new[] { ("supervisor", "systemctl restart foo"), ("kill", "systemctl kill --kill-whom=main foo") })
{
    await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { Contract = new Dictionary<string, string> { ["restart"] = $"\"{way}\"", ["stable_for"] = "\"1s\"" } });
    List<double> own = [], bare = [];
    for (var round = 2; round < rounds + 2; round++)
    {
        bare.Add(await GapAsync(foo, () => foo.Scene.Host.MustAsync("sh", "-c", $"{peer}; sleep 3")));
        var run = await GapAsync(foo, async () =>
        {
            var seen = await foo.UpgradeAsync(foo.Installed with { Version = $"{round}.0", IsRestartedByPostinst = false });
            if (FooScene.FateOf(seen) != "healthy")
                throw new InvalidOperationException($"cannot measure: foo did not become new.\n{seen}");
        });
        own.Add(run);
    }

    figures.Over($"not answering, restart = \"{way}\"", own, peer, bare, "ms", MostMore);
}

return figures.AllHold ? 0 : 1;

// The longest time without an answer while something is done.
static async Task<double> GapAsync(FooScene foo, Func<Task> doAsync)
{
    var work = doAsync();
    var time = TimeProvider.System;
    var (last, longest) = (time.GetTimestamp(), TimeSpan.Zero);
    while (!work.IsCompleted)
    {
        if (await FooAnswers.BannerAsync(foo.Installed.Address) is not null)
        {
            var gap = time.GetElapsedTime(last);
            longest = gap > longest ? gap : longest;
            last = time.GetTimestamp();
        }

        await Task.Delay(TimeSpan.FromMilliseconds(2), time);
    }

    await work;
    return longest.TotalMilliseconds;
}
