using KuPkg.Harness.Packages;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Everyday;

/// <summary>Rebooting by policy. <c>shutdown</c> is one that writes down what it is asked: the harness would lose its host.</summary>
public sealed class RebootTests
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly DebianPackage Asking = Pairs.Bad2 with { Postinst = "touch /run/reboot-required; echo bad >/run/reboot-required.pkgs" };

    [Fact]
    public async Task A_reboot_that_is_needed_is_asked_for_once_and_not_in_a_loop()
    {
        await using var scene = await Pairs.OfferedAsync(Asking);
        Watch(scene, "when = \"needed\"");

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(0, "updated-needs-reboot");
        scene.Host.Read("/root/asked").Should().StartWith("-r +1 KuPkg: a reboot is needed for bad.");
        Asked(scene).Should().Be(1);
        (await scene.KuPkgAsync("run")).ExitCode.Should().Be(0);
        (await scene.RunAsync()).ShouldHaveEnded(0, "up-to-date");
        Asked(scene).Should().Be(1, "it is about to happen");
        (await scene.KuPkgAsync("status")).Text.Should().Contain("reboot      needed: bad; asked for, and about to happen");
    }

    [Fact]
    public async Task Outside_the_window_or_unasked_for_nothing_is_rebooted_and_a_tick_in_the_window_does_it()
    {
        await using var scene = await Pairs.OfferedAsync(Asking);
        var far = TimeProvider.System.GetUtcNow().AddDays(3).DayOfWeek.ToString()[..3];
        Watch(scene, $"when = \"needed\"\nwindow = [\"{far} 00:00-24:00\"]");

        (await scene.RunAsync()).ShouldHaveEnded(0, "updated-needs-reboot");
        (await scene.KuPkgAsync("run")).ExitCode.Should().Be(0);
        scene.Host.Read("/root/asked").Should().BeNull();
        (await scene.KuPkgAsync("status")).Text.Should().Contain("needed: bad; by itself from");

        Watch(scene, "when = \"never\"");
        (await scene.KuPkgAsync("run")).ExitCode.Should().Be(0);
        scene.Host.Read("/root/asked").Should().BeNull();

        Watch(scene, "when = \"needed\"");
        (await scene.KuPkgAsync("run")).ExitCode.Should().Be(0);
        Asked(scene).Should().Be(1);
    }

    [Fact]
    public async Task A_host_that_needs_a_person_is_not_rebooted_by_a_deferred_run_after_that()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "touch /run/reboot-required; exit 7" });
        Watch(scene, "when = \"needed\"");
        var critical = await scene.RunAsync("--set", "priority=critical");
        critical.ShouldHaveEnded(2, "needs-person");
        await scene.Host.MustAsync("sh", "-c", "setsid -f flock /var/lib/apt/daily_lock sleep 1000 </dev/null >/dev/null 2>&1; sleep 1");

        (await scene.RunAsync("--set", "locks.wait=1s")).Result.ExitCode.Should().Be(75);

        Asked(scene).Should().Be(0, "a host whose packages are broken may not come up again");
        (await scene.KuPkgAsync("status")).Text.Should().Contain("a person is needed first");
    }

    private static int Asked(Scene scene) => scene.Host.Read("/root/asked")?.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length ?? 0;

    private static void Watch(Scene scene, string reboot)
    {
        scene.Host.Write("/etc/kupkg/kupkg.toml", $"[schedule]\njitter = \"0s\"\n[reboot]\n{reboot}\n");
        scene.Host.Write("/usr/local/sbin/shutdown", "#!/bin/sh\necho \"$@\" >>/root/asked\n", Executable);
    }
}
