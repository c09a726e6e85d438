using KuPkg.Harness.Mirrors;
using KuPkg.Harness.Packages;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Faults;

/// <summary>Mirrors that fail: what is fresh is installed, what is not is named, and nothing is harmed.</summary>
public sealed class SourceTests
{
    [Fact]
    public async Task A_source_that_is_gone_is_named_and_the_good_one_is_installed_from()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        using var other = LocalRepository.Create();
        await using var gone = FaultyMirror.Serve(other.Directory);
        gone.Fail("*", new MirrorFault.NotFound());
        scene.Host.Write("/etc/apt/sources.list.d/gone.list", gone.SourceLine + "\n");

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(1, "partly-updated");
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed", "{0}", run);
        (await scene.StateOfAsync("good")).Should().Be("2.0 ok installed", "{0}", run);
        run.Warnings.Should().Contain(w => w.Contains(gone.End.Address.ToString(), StringComparison.Ordinal) && w.Contains("404", StringComparison.Ordinal));
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task When_all_mirrors_are_dead_the_run_fails_and_nothing_is_harmed()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        var before = scene.Host.Read("/var/lib/dpkg/status");
        await scene.Mirror.RefuseAsync();

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(1, "failed");
        run.Result.Took.Should().BeLessThan(TimeSpan.FromSeconds(60), "what is refused is asked again for the length of a restart, and no longer: {0}", run);
        scene.Host.Read("/var/lib/dpkg/status").Should().Be(before);
        await scene.ShouldBeCleanAsync();

        scene.Mirror.Heal();
        await scene.ShouldBeUpdatedAsync(await scene.RunAsync());
    }

    [Fact]
    public async Task A_mirror_alone_that_stalls_in_mid_file_is_asked_for_the_rest_and_one_that_is_silent_holds_the_run_for_two_minutes_at_most()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Ballast = ("/usr/share/bad/ballast", 500_000) });
        scene.Mirror.Fail("*/bad_2.0_*", new MirrorFault.StallAfter(200_000));
        string[] patience = ["--set", "limits.download.connect=2s", "--set", "limits.download.floor=2 KiB/s over 4s"];

        var stalled = await scene.RunAsync(patience);

        await scene.ShouldBeUpdatedAsync(stalled);
        stalled.Told.Should().Contain("it sent nothing for", "the cause is told: {0}", stalled);
        stalled.Events("kill").Should().BeEmpty();

        await scene.OfferAsync(Pairs.Bad2 with { Version = "3.0" });
        scene.Mirror.Heal();
        scene.Mirror.Fail("*/bad_3.0_*", new MirrorFault.Silent());
        var silent = await scene.RunAsync(patience);
        silent.ShouldHaveEnded(1, "failed");
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed");
        silent.Result.Took.Should().BeLessThan(TimeSpan.FromSeconds(170));
        silent.Told.Should().Contain("did not answer within", "the cause is told: {0}", silent);
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_trickle_below_the_floor_cannot_hold_the_run()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Ballast = ("/usr/share/bad/ballast", 500_000) });
        scene.Mirror.Fail("*/bad_2.0_*", new MirrorFault.Trickle(200));

        var run = await scene.RunAsync("--set", "limits.download.floor=2 KiB/s over 4s", "--set", "limits.download.budget=20s");

        // A mirror alone is stayed with, but for no longer than the budget.
        run.ShouldHaveEnded(1, "failed");
        run.Result.Took.Should().BeLessThan(TimeSpan.FromSeconds(120));
        run.Events("kill").Should().NotBeEmpty("{0}", run);
        run.Told.Should().Contain("the floor is", "the cause is told: {0}", run);
        await scene.ShouldBeCleanAsync();
    }
}
