using KuPkg.Harness.Hosts;
using KuPkg.Harness.Packages;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Faults;

/// <summary>
/// Somebody killed dpkg before the run, each time at another point: made for real with SIGKILL.
/// The run repairs the database first and then does its work as on any other day.
/// </summary>
public sealed class InterruptedDpkgTests
{
    private static readonly DebianPackage Poke = new("poke", "1.0") { Files = new Dictionary<string, string> { ["/usr/share/poked/it"] = "" } };

    [Fact]
    public Task In_a_postinst() => IsRepairedAsync(Pairs.Bad1, Pairs.Bad2 with { Postinst = Scripts.HangWhenTold }, "2.0 ok half-configured");

    [Fact]
    public Task In_a_preinst() => IsRepairedAsync(Pairs.Bad1, Pairs.Bad2 with { Preinst = Scripts.HangWhenTold }, "1.0 reinstreq half-installed");

    [Fact]
    public Task In_a_prerm_of_an_upgrade() =>
        IsRepairedAsync(Pairs.Bad1 with { Prerm = Scripts.HangWhenTold }, Pairs.Bad2, "1.0 reinstreq half-configured");

    [Fact]
    public Task In_a_prerm_of_a_removal() =>
        IsRepairedAsync(Pairs.Bad1 with { Prerm = Scripts.HangWhenTold }, Pairs.Bad2, "1.0 ok half-configured", _ => ["-r", "bad"]);

    [Fact]
    public Task In_a_trigger()
    {
        const string postinst = "if [ \"$1\" = triggered ]; then " + Scripts.HangWhenTold + "; fi";
        return IsRepairedAsync(
            Pairs.Bad1 with { Triggers = "interest /usr/share/poked", Postinst = postinst }, Pairs.Bad2, "1.0 ok half-configured", scene => ["-i", scene.CopyIn(Poke)]);
    }

    [Fact]
    public async Task In_an_unpack()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { SmallFiles = 4000 });
        await using var dpkg = scene.Host.Start(["dpkg", "-i", scene.CopyIn(Pairs.Bad2)]);
        var share = scene.Host.InHost("/usr/share/bad");
        await BootedHost.UntilAsync(() => Directory.EnumerateFiles(share, "*.dpkg-new").Any(), TimeSpan.FromSeconds(60), "the unpack is under way");
        dpkg.Kill();
        await dpkg.WaitAsync(TimeSpan.FromSeconds(10));
        (await scene.StateOfAsync("bad")).Should().EndWith("reinstreq half-installed", "else there is nothing to repair");

        await ShouldBecomeWholeAsync(scene);
    }

    private static async Task IsRepairedAsync(DebianPackage before, DebianPackage after, string broken, Func<Scene, string[]>? action = null)
    {
        await using var scene = await Pairs.OfferedAsync(after, before);
        await scene.OfferAsync(Poke);
        scene.Host.Write("/run/hang", "");
        await using var dpkg = scene.Host.Start(["dpkg", .. action?.Invoke(scene) ?? ["-i", scene.CopyIn(after)]]);
        await BootedHost.UntilAsync(() => scene.Host.Read("/run/hanging") is not null, TimeSpan.FromSeconds(20), "the script hangs");
        dpkg.Kill();
        await dpkg.WaitAsync(TimeSpan.FromSeconds(10));
        File.Delete(scene.Host.InHost("/run/hang"));
        (await scene.StateOfAsync("bad")).Should().Be(broken, "else there is nothing to repair");

        await ShouldBecomeWholeAsync(scene);
    }

    private static async Task ShouldBecomeWholeAsync(Scene scene)
    {
        var run = await scene.RunAsync();
        run.ShouldHaveEnded(0, "updated");
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed", "{0}", run);
        (await scene.StateOfAsync("good")).Should().Be("2.0 ok installed", "{0}", run);
        run.Held.Should().BeEmpty();
        await scene.ShouldBeCleanAsync();
        run.Warnings.Should().ContainSingle("the operator is told that somebody left it unfinished: {0}", run);

        // The next run finds a host like any other.
        var next = await scene.RunAsync();
        next.ShouldHaveEnded(0, "up-to-date");
        (next.State, next.StatusCode).Should().Be(("ok", 0));
    }
}
