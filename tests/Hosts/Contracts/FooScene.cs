using System.Text.Json;
using KuPkg.Harness.Hosts;
using KuPkg.Harness.Packages;
using KuPkg.Hosts.Scenes;
using KuPkg.Hosts.Scenes.Foo;

namespace KuPkg.Hosts.Contracts;

/// <summary>A booted host with kupkg on which foo 1.0 runs and something else is offered beside it, and what a run makes of foo 2.0.</summary>
public sealed class FooScene : IAsyncDisposable
{
    private static readonly IReadOnlyDictionary<string, string> Quick = new Dictionary<string, string> { ["stable_for"] = "\"3s\"", ["check.within"] = "\"6s\"" };

    private FooScene(Scene scene, FooPackage installed)
    {
        Scene = scene;
        Installed = installed;
    }

    public Scene Scene { get; }

    /// <summary>foo as it was installed.</summary>
    public FooPackage Installed { get; }

    /// <summary>The processes that execute food, or did.</summary>
    public IReadOnlyList<HostProcess> Food => [.. Scene.Host.Processes().Where(static p => p.Name == "food")];

    /// <summary>foo 1.0 is installed and answers; good 2.0 is offered beside what the test offers.</summary>
    public static async Task<FooScene> StartAsync(FooPackage? first = null, params DebianPackage[] others)
    {
        var installed = With(first ?? new FooPackage("1.0"));
        var scene = new FooScene(await Scene.StartAsync(), installed);
        await scene.Scene.HaveAsync([Pairs.Good1, .. others, await installed.BuildAsync()]);
        await scene.Scene.OfferAsync(Pairs.Good2);
        return scene;
    }

    /// <summary>The same service with patience in seconds.</summary>
    public static FooPackage With(FooPackage package) => package with { Contract = Quick.Concat(package.Contract).GroupBy(static p => p.Key).ToDictionary(static g => g.Key, static g => g.Last().Value) };

    /// <summary>Offers a version and runs kupkg.</summary>
    public async Task<RunSeen> UpgradeAsync(FooPackage package, params string[] more)
    {
        await Scene.OfferAsync(await package.BuildAsync());
        return await Scene.RunAsync(more);
    }

    /// <summary>Exit code and outcome, and that nothing of the run is left but foo itself.</summary>
    public static void ShouldHaveEnded(RunSeen run, int exitCode, string outcome, string fate)
    {
        (run with { LeftOver = [.. run.LeftOver.Where(static p => p.Name is not ("food" or "run") && !p.CommandLine.EndsWith("/usr/lib/foo/run", StringComparison.Ordinal))] }).ShouldHaveEnded(exitCode, outcome);
        FateOf(run).Should().Be(fate, "{0}", run);
    }

    /// <summary>foo was put back to 1.0, which answers alone, and 2.0 is held; what else was to be upgraded was.</summary>
    public async Task ShouldHavePutBackAsync(RunSeen run)
    {
        ShouldHaveEnded(run, 1, "partly-updated", "put-back");
        (await Scene.StateOfAsync("foo")).Should().Be("1.0 ok installed", "{0}", run);
        run.Held.Should().Equal("foo 2.0");
        await ShouldRunAloneAsync("foo ready 1.0", run);
        await ShouldHaveUpgradedTheOtherAsync(run);
        await Scene.ShouldBeCleanAsync();
    }

    /// <summary>What the report says became of a service: <c>healthy</c>, <c>ill</c>, …; empty when it does not name it.</summary>
    public static string FateOf(RunSeen run, string service = "foo") => run.Report.GetProperty("services").EnumerateArray()
        .Where(s => s.GetProperty("service").GetString() == service).Select(static s => s.GetProperty("result").GetString() ?? "").FirstOrDefault() ?? "";

    /// <summary>The steps of the service in the report, in order.</summary>
    public static IReadOnlyList<string> StepsOf(RunSeen run, string service = "foo") => [.. run.Events("service").Select(static e => JsonDocument.Parse(e).RootElement)
        .Where(e => e.GetProperty("service").GetString() == service).Select(static e => e.GetProperty("step").GetString() ?? "")];

    /// <summary>Exactly one food runs, and says what it should.</summary>
    public async Task ShouldRunAloneAsync(string banner, RunSeen run)
    {
        (await FooAnswers.BannerAsync(Installed.Address)).Should().Be(banner, "{0}", run);
        Food.Count(static p => p.State != 'Z').Should().Be(1, "{0}", run);
    }

    /// <summary>What else was to be upgraded was, whatever became of foo.</summary>
    public async Task ShouldHaveUpgradedTheOtherAsync(RunSeen run) => (await Scene.StateOfAsync("good")).Should().Be("2.0 ok installed", "{0}", run);

    public ValueTask DisposeAsync() => Scene.DisposeAsync();
}
