using KuPkg.Harness.Hosts;
using KuPkg.Harness.Packages;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Everyday;

/// <summary>What goes after a healthy run because nothing needs it, with real apt and packages named like kernels.</summary>
public sealed class CleanupTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public async Task Old_kernels_go_after_a_healthy_run_and_nothing_else()
    {
        await using var scene = await WithKernelsAsync();
        await scene.OfferAsync(Kernel(40), Meta(40));

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(0, "updated");
        run.Told.Should().Contain("removed linux-image-6.1.0-10-amd64");
        (await KernelsAsync(scene)).Should().NotContain("6.1.0-10-").And.Contain("6.1.0-20-", "it was one of the two newest when the run began");
        (await scene.StateOfAsync("unused")).Should().Be("1.0 ok installed", "autoremove is \"kernels\"");
        await scene.ShouldBeCleanAsync();

        (await scene.RunAsync()).ShouldHaveEnded(0, "up-to-date");
        (await KernelsAsync(scene)).Should().NotContain("6.1.0-20-").And.Contain("6.1.0-30-").And.Contain("6.1.0-40-");
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Nothing_to_install_is_no_reason_to_keep_what_nothing_needs_and_archives_have_their_time()
    {
        await using var scene = await WithKernelsAsync();
        await scene.Host.MustAsync("sh", "-c", "touch /var/cache/apt/archives/old_1.0_all.deb");

        var off = await scene.RunAsync("--set", "packages.autoremove=off");
        off.ShouldHaveEnded(0, "up-to-date");
        (await KernelsAsync(scene)).Should().Contain("6.1.0-10-");
        File.Exists(scene.Host.InHost("/var/cache/apt/archives/old_1.0_all.deb")).Should().BeTrue("it is some seconds old");

        var all = await scene.RunAsync("--set", "packages.autoremove=unused", "--set", "packages.keep_archives=0s", "--full");
        all.ShouldHaveEnded(0, "up-to-date");
        (await scene.StateOfAsync("unused")).Should().BeOneOf("", "1.0 ok config-files");
        (await KernelsAsync(scene)).Should().NotContain("6.1.0-10-").And.Contain("6.1.0-30-");
        File.Exists(scene.Host.InHost("/var/cache/apt/archives/old_1.0_all.deb")).Should().BeFalse("{0}", all);
    }

    [Fact]
    public async Task Of_two_architectures_the_one_that_nothing_needs_goes()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Host.MustAsync("dpkg", "--add-architecture", "i386");
        var both = new DebianPackage("libtwo", "1.0") { MoreFields = "Multi-Arch: same" };
        await scene.HaveAsync(both with { Architecture = "amd64" }, both with { Architecture = "i386" });
        await scene.Host.MustAsync("apt-mark", "auto", "libtwo:amd64");

        var run = await scene.RunAsync("--set", "packages.autoremove=unused");

        run.ShouldHaveEnded(0, "up-to-date");
        run.Warnings.Should().BeEmpty("{0}", run);
        (await scene.StateOfAsync("libtwo:amd64")).Should().BeOneOf("", "1.0 ok config-files");
        (await scene.StateOfAsync("libtwo:i386")).Should().Be("1.0 ok installed");
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_removal_that_hangs_is_ended_and_told_and_after_two_tries_left_alone()
    {
        await using var scene = await WithKernelsAsync(oldest: Kernel(10) with { Prerm = "sleep 1000" });

        for (var tries = 1; tries <= 2; tries++)
        {
            var run = await scene.RunAsync("--full");
            run.ShouldHaveEnded(0, "up-to-date");
            run.Events("kill").Should().NotBeEmpty("{0}", run);
            run.Warnings.Should().Contain(w => w.Contains("linux-image-6.1.0-10-amd64", StringComparison.Ordinal) && w.Contains("could not be removed", StringComparison.Ordinal), "{0}", run);
            await scene.ShouldBeCleanAsync();
        }

        var third = await scene.RunAsync("--full");
        third.ShouldHaveEnded(0, "up-to-date");
        third.Events("kill").Should().BeEmpty("{0}", third);
        (await scene.StateOfAsync("linux-image-6.1.0-10-amd64")).Should().EndWith("ok installed");
    }

    [Fact]
    public async Task A_boot_without_room_for_the_new_kernel_is_cleared_of_old_ones_first()
    {
        await using var scene = await WithKernelsAsync(new HostOptions { SmallFileSystems = new Dictionary<string, long> { ["/boot"] = 48 * MiB } });
        await scene.OfferAsync(Kernel(40), Meta(40));

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(0, "updated");
        run.Told.Should().Contain("removed linux-image-6.1.0-10-amd64");
        File.Exists(scene.Host.InHost("/boot/vmlinuz-6.1.0-40-amd64")).Should().BeTrue();
    }

    [Fact]
    public async Task A_kernel_for_which_boot_has_no_room_is_not_begun()
    {
        await using var scene = await WithKernelsAsync(new HostOptions { SmallFileSystems = new Dictionary<string, long> { ["/boot"] = 48 * MiB } });
        await scene.OfferAsync(Kernel(40), Meta(40));

        var run = await scene.RunAsync("--set", "packages.autoremove=off");

        run.ShouldHaveEnded(1, "failed");
        $"{run.Status.GetProperty("lastRun")}".Should().Contain("/boot has").And.Contain("apt-get autoremove");
        (await KernelsAsync(scene)).Should().Contain("6.1.0-10-").And.NotContain("6.1.0-40-");
        await scene.ShouldBeCleanAsync();
    }

    // Each with 12 MiB in /boot: three of them leave no room for a fourth in 48 MiB.
    private static DebianPackage Kernel(int number) => new($"linux-image-6.1.0-{number}-amd64", $"6.1.{number}-1")
    {
        Ballast = ($"/boot/vmlinuz-6.1.0-{number}-amd64", 12 * MiB),
    };

    private static DebianPackage Meta(int number) => new("linux-image-amd64", $"6.1.{number}") { Depends = $"linux-image-6.1.0-{number}-amd64" };

    private static async Task<Scene> WithKernelsAsync(HostOptions? options = null, DebianPackage? oldest = null)
    {
        var scene = await Scene.StartAsync(options);
        await scene.HaveAsync(oldest ?? Kernel(10), Kernel(20), Kernel(30), Meta(30), new DebianPackage("unused", "1.0"));
        await scene.Host.MustAsync(["apt-mark", "auto", "unused", .. ((int[])[10, 20, 30]).Select(static n => $"linux-image-6.1.0-{n}-amd64")]);
        return scene;
    }

    private static async Task<string> KernelsAsync(Scene scene) =>
        (await scene.Host.MustAsync("sh", "-c", "dpkg-query -W -f '${db:Status-Status} ${Package}\n' 'linux-image-*' | grep ^installed")).Text;
}
