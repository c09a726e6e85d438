using KuPkg.Harness.Mirrors;
using KuPkg.Harness.Packages;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Faults;

/// <summary>The first mirror fails, the second is good: the host is updated through the gateway, and the cause is told.</summary>
public sealed class MirrorTests
{
    private const long BallastBytes = 400_000;

    // The fault, and a part of the words in which the report tells of it.
    private static readonly (string Name, MirrorFault Fault, string Told)[] Faults =
    [
        ("stalls in mid-file", new MirrorFault.StallAfter(100_000), "pool/pkg_2.0_all.deb"),
        ("trickles", new MirrorFault.Trickle(200), "below the floor"),
        ("never answers", new MirrorFault.Silent(), "won 1 race"),
        ("404", new MirrorFault.NotFound(), "404"),
        ("503", new MirrorFault.Unavailable(), "503"),
        ("resets", new MirrorFault.ResetAfter(100_000), "reset"),
        ("is cut short", new MirrorFault.TruncateAfter(100_000), "connection ended"),
        ("has other bytes", new MirrorFault.WrongContent(), "content"),
    ];

    [Fact]
    public async Task Whatever_the_first_mirror_does_to_an_archive_the_second_delivers_and_the_cause_is_told()
    {
        await using var scene = await Scene.StartAsync();
        await using var second = FaultyMirror.Serve(scene.Repository.Directory);
        UseAlternate(scene, second);
        await scene.HaveAsync(Version(1));

        for (var i = 0; i < Faults.Length; i++)
        {
            var (name, fault, told) = Faults[i];
            await scene.OfferAsync(Version(i + 2));
            scene.Mirror.Heal();
            scene.Mirror.Fail($"*/pkg_{i + 2}.0_*", fault);
            // What is remembered of the first mirror would let it be asked last.
            await scene.Host.MustAsync("sh", "-c", "rm -f /var/lib/kupkg/history.db*");

            var run = await scene.RunAsync("--set", "limits.download.connect=2s", "--set", "limits.download.floor=2 KiB/s over 4s");

            run.ShouldHaveEnded(0, "updated");
            (await scene.StateOfAsync("pkg")).Should().Be($"{i + 2}.0 ok installed", "the first mirror {0}: {1}", name, run);
            run.Events("kill").Should().BeEmpty("apt is never ended for what a mirror does: {0}", run);
            run.Told.Should().Contain(told, "the first mirror {0}: {1}", name, run);
            run.Told.Should().Contain(second.Address, "the report has each mirror: {0}", run);
        }

        await scene.ShouldBeCleanAsync();
        var mirrors = await scene.KuPkgAsync("mirrors", "--probe");
        mirrors.Text.Should().Contain(scene.Mirror.Address).And.Contain(second.Address).And.Contain("last failure").And.Contain("asked just now");
        scene.Host.Processes().Should().NotContain(p => p.Name == "kupkg");
        (await scene.Host.RunAsync(["sh", "-c", "grep -rl 'Proxy::' /etc/apt; true"])).Text.Should().BeEmpty("the host's own configuration is not touched");
    }

    [Fact]
    public async Task A_list_of_mirrors_is_one_group_wrong_lists_are_fetched_from_the_other_and_without_the_gateway_it_works_too()
    {
        await using var scene = await Scene.StartAsync();
        await using var second = FaultyMirror.Serve(scene.Repository.Directory);
        scene.Host.Write("/etc/apt/mirrors/x.list", $"{scene.Mirror.Address}\tpriority:1\n{second.Address}\tpriority:2\n");
        scene.Host.Write("/etc/apt/sources.list", "deb [trusted=yes] mirror+file:/etc/apt/mirrors/x.list stable main\n");
        await scene.HaveAsync(Version(1));
        await scene.OfferAsync(Version(2));
        scene.Mirror.Fail("*/Packages*", new MirrorFault.WrongContent());
        scene.Mirror.Fail("*/pkg_2.0_*", new MirrorFault.StallAfter(50_000));

        var run = await scene.RunAsync("--set", "limits.download.connect=2s");

        run.ShouldHaveEnded(0, "updated");
        (await scene.StateOfAsync("pkg")).Should().Be("2.0 ok installed", "{0}", run);

        scene.Mirror.Heal();
        await scene.OfferAsync(Version(3));
        scene.Host.Write("/etc/kupkg/kupkg.toml", "[schedule]\njitter = \"0s\"\n[mirrors]\ngateway = false\n");
        var without = await scene.RunAsync();
        without.ShouldHaveEnded(0, "updated");
        (await scene.StateOfAsync("pkg")).Should().Be("3.0 ok installed", "{0}", without);
        without.Report.GetProperty("mirrors").GetArrayLength().Should().Be(0, "there was no gateway: {0}", without);
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task When_nothing_has_changed_the_second_run_ends_without_apt_and_any_change_or_a_wish_leads_the_whole_way()
    {
        await using var scene = await Scene.StartAsync();
        await scene.HaveAsync(Version(1));
        (await scene.RunAsync()).ShouldHaveEnded(0, "up-to-date");
        WasAptStarted(scene, 1).Should().BeTrue();

        var asked = scene.Mirror.Requests.Count;
        var second = await scene.RunAsync();
        second.ShouldHaveEnded(0, "up-to-date");
        WasAptStarted(scene, 2).Should().BeFalse("{0}", second);
        scene.Mirror.Requests.Skip(asked).Should().OnlyContain(r => r.EndsWith("Release", StringComparison.Ordinal)).And.HaveCount(1);
        second.Told.Should().Contain("refresh and plan were skipped");

        (await scene.RunAsync("--full")).ShouldHaveEnded(0, "up-to-date");
        WasAptStarted(scene, 3).Should().BeTrue("--full asks for it");

        (await scene.RunAsync()).ShouldHaveEnded(0, "up-to-date");
        WasAptStarted(scene, 4).Should().BeFalse();

        await scene.Host.MustAsync("sh", "-c", "echo 'APT::Get::Show-Versions \"1\";' >/etc/apt/apt.conf.d/50new");
        (await scene.RunAsync()).ShouldHaveEnded(0, "up-to-date");
        WasAptStarted(scene, 5).Should().BeTrue("apt's configuration changed");

        await scene.OfferAsync(Version(2));
        var updated = await scene.RunAsync();
        updated.ShouldHaveEnded(0, "updated");
        (await scene.StateOfAsync("pkg")).Should().Be("2.0 ok installed", "{0}", updated);

        // The plan of that run had something to do; the mirror does not answer: doubt.
        (await scene.RunAsync()).ShouldHaveEnded(0, "up-to-date");
        await scene.Mirror.RefuseAsync();
        var dead = await scene.RunAsync();
        dead.ShouldHaveEnded(1, "failed");
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task When_all_mirrors_are_dead_the_run_fails_and_nothing_is_harmed()
    {
        await using var scene = await Scene.StartAsync();
        await using var second = FaultyMirror.Serve(scene.Repository.Directory);
        UseAlternate(scene, second);
        await scene.HaveAsync(Version(1));
        await scene.OfferAsync(Version(2));
        await scene.Mirror.RefuseAsync();
        await second.RefuseAsync();
        var before = scene.Host.Read("/var/lib/dpkg/status");

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(1, "failed");
        run.Events("note").Should().Contain(n => n.Contains("refused", StringComparison.Ordinal), "{0}", run);
        scene.Host.Read("/var/lib/dpkg/status").Should().Be(before);
        await scene.ShouldBeCleanAsync();
    }

    private static DebianPackage Version(int number) => new("pkg", $"{number}.0") { Ballast = ("/usr/share/pkg/ballast", BallastBytes) };

    private static void UseAlternate(Scene scene, FaultyMirror second) => scene.Host.Write(
        "/etc/kupkg/kupkg.toml", $"[schedule]\njitter = \"0s\"\n[mirrors]\n\"{scene.Mirror.Address}\" = [\"{second.Address}\"]\n");

    // Each tool of a run has a file for its output: none, no tool.
    private static bool WasAptStarted(Scene scene, int run) => Directory.EnumerateFiles(scene.Host.InHost($"/var/lib/kupkg/runs/{run}"), "*-refresh.out").Any();
}
