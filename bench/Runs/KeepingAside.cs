using System.Globalization;
using System.Text.Json;
using KuPkg.Harness.Hosts;
using KuPkg.Harness.Mirrors;
using KuPkg.Harness.Packages;

namespace KuPkg.Bench.Runs;

/// <summary>
/// What it costs a run to keep 50 outgoing packages of 1 MB aside when nobody has them any more and each is rebuilt. Held against the same step of the same run when all are at hand,
/// and against <c>dpkg-deb -b</c> packing the same files as tightly.
/// </summary>
internal static class KeepingAside
{
    private const int Packages = 50;
    private const int Rounds = 3;

    public static async Task MeasureAsync(Figures figures)
    {
        await using var host = await BootedHost.StartAsync();
        using var repository = LocalRepository.Create();
        await using var mirror = FaultyMirror.Serve(repository.Directory);
        host.Write("/etc/kupkg/kupkg.toml", "");
        host.Write("/etc/apt/sources.list", mirror.SourceLine + "\n");
        await repository.AddAsync(All(1));
        await host.MustAsync("apt-get", "-qq", "update");
        await host.MustAsync(["apt-get", "-qq", "-y", "install", .. All(1).Select(static p => p.Name)]);

        List<double> extra = [], packed = [];
        var version = 1;
        for (var round = 0; round < Rounds; round++)
        {
            var rebuilt = await UpgradeAsync(host, repository, ++version, isAtHand: false);
            var atHand = await UpgradeAsync(host, repository, ++version, isAtHand: true);
            extra.Add(rebuilt - atHand);
            packed.Add(await PackAsync(host));
        }

        figures.Within($"keeping {Packages} packages of 1 MB aside, rebuilt", extra, "s", 3);
        figures.Against("the same, a run's step against the same at hand", extra, "dpkg-deb -b of the same files", packed, "s", 1);
    }

    private static DebianPackage[] All(int version) =>
        [.. Enumerable.Range(0, Packages).Select(i => new DebianPackage($"kept{i:D2}", $"{version}.0") { Ballast = ($"/usr/share/kept{i:D2}/data", 1_000_000) })];

    // The seconds of the step that downloads and keeps aside.
    private static async Task<double> UpgradeAsync(BootedHost host, LocalRepository repository, int version, bool isAtHand)
    {
        foreach (var old in All(version - 1))
            await repository.RemoveAsync(old, isPublished: false);
        await repository.AddAsync(All(version));
        if (!isAtHand)
            await host.MustAsync("sh", "-c", "apt-get clean; rm -rf /var/lib/kupkg/aside");
        await host.MustAsync("sync");
        (await host.RunAsync(["kupkg", "run", "--now"])).MustSucceed();
        using var history = JsonDocument.Parse((await host.MustAsync("kupkg", "history", "--json")).Text);
        var run = history.RootElement.GetProperty("runs")[0].GetProperty("run").GetInt64();
        using var report = JsonDocument.Parse((await host.MustAsync("kupkg", "report", run.ToString(CultureInfo.InvariantCulture), "--json")).Text);
        var events = report.RootElement.GetProperty("events").EnumerateArray().ToList();
        var expected = isAtHand ? "at-hand" : "rebuilt";
        var kept = events.Single(static e => e.GetProperty("kind").GetString() == "aside").GetProperty("kept").EnumerateArray().Count(k => k.GetProperty("cameFrom").GetString() == expected);
        if (kept != Packages)
            throw new InvalidOperationException($"{kept} of {Packages} old versions are {expected}");
        return events.Single(static e => e.GetProperty("kind").GetString() == "step-ended" && e.GetProperty("step").GetString() == "download").GetProperty("tookSeconds").GetDouble();
    }

    private static async Task<double> PackAsync(BootedHost host)
    {
        await host.MustAsync("sh", "-c", """
            rm -rf /root/trees; for p in /usr/share/kept*; do n=${p##*/}; mkdir -p /root/trees/$n/DEBIAN /root/trees/$n/usr/share/$n; cp $p/data /root/trees/$n/usr/share/$n
            dpkg-query -s $n | grep -v -e ^Status -e ^Conffiles > /root/trees/$n/DEBIAN/control; done; sync
            """);
        var packed = await host.MustAsync("sh", "-c", "for t in /root/trees/kept*; do dpkg-deb -Zgzip -z1 -b $t /root/trees >/dev/null; done; sync");
        return packed.Took.TotalSeconds;
    }
}
