using KuPkg.Harness.Hosts;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Faults;

/// <summary>Real small ext4 file systems, mounted in the host.</summary>
public sealed class DiskFullTests
{
    [Fact]
    public async Task No_room_for_the_archives_ends_the_run_before_anything_is_changed()
    {
        await using var scene = await Scene.StartAsync(Small("/var/cache/apt/archives", 4 << 20));
        var fat = Pairs.Bad2 with { Ballast = ("/usr/share/bad/ballast", 12 << 20) };
        await scene.HaveAsync(Pairs.Good1, Pairs.Bad1);
        await scene.OfferAsync(Pairs.Good2, fat);

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(1, "failed");
        (await scene.StateOfAsync("bad")).Should().Be("1.0 ok installed");
        (await scene.StateOfAsync("good")).Should().Be("1.0 ok installed");
        $"{run.Status.GetProperty("lastRun")}".Should().Contain("/var/cache/apt/archives", "the operator must know which disk: {0}", run);
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_disk_that_fills_in_the_middle_of_an_unpack_leaves_the_old_version_whole()
    {
        await using var scene = await Scene.StartAsync(Small("/opt/small", 8 << 20));
        // Its size is a lie, so that nobody can see it coming.
        var fat = Pairs.Bad2 with { Ballast = ("/opt/small/ballast", 16 << 20), MoreFields = "Installed-Size: 10" };
        await scene.HaveAsync(Pairs.Good1, Pairs.Bad1);
        await scene.OfferAsync(Pairs.Good2, fat);

        var run = await scene.RunAsync();

        await scene.ShouldBeHeldAsync(run);
        run.Status.GetProperty("held")[0].GetProperty("why").GetString().Should().Contain("No space left", "{0}", run);
    }

    private static HostOptions Small(string path, long bytes) => new() { SmallFileSystems = new Dictionary<string, long> { [path] = bytes } };
}
