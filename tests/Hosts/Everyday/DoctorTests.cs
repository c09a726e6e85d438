using KuPkg.Harness.Hosts;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Everyday;

/// <summary>What the doctor sees on a booted host, and what its repair does and does not do.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task A_host_that_somebody_left_broken_is_named_so_and_mended_without_anything_new()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = Scripts.HangWhenTold });
        scene.Host.Write("/run/hang", "");
        await using var dpkg = scene.Host.Start(["dpkg", "-i", scene.CopyIn(Pairs.Bad2)]);
        await BootedHost.UntilAsync(() => scene.Host.Read("/run/hanging") is not null, TimeSpan.FromSeconds(20), "the script hangs");
        (await scene.KuPkgAsync("doctor")).Text.Should().Contain("held by dpkg", "the doctor looks at locks too");
        dpkg.Kill();
        await dpkg.WaitAsync(TimeSpan.FromSeconds(10));
        File.Delete(scene.Host.InHost("/run/hang"));

        var broken = await scene.KuPkgAsync("doctor");
        broken.ExitCode.Should().Be(1, "{0}", broken);
        broken.Text.Should().Contain("bad").And.Contain("half-configured").And.Contain("kupkg doctor --repair");

        var repaired = await scene.KuPkgAsync("doctor", "--repair");

        repaired.ExitCode.Should().Be(0, "{0}", repaired);
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed");
        (await scene.StateOfAsync("good")).Should().Be("1.0 ok installed", "a repair installs nothing new");
        (await scene.KuPkgAsync("doctor")).ExitCode.Should().Be(0);
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_sound_host_is_OK_for_anybody_and_other_updaters_are_named()
    {
        await using var scene = await Scene.StartAsync();
        await scene.RunAsync();
        scene.Host.Write("/etc/systemd/system/timers.target.wants/dnf-automatic.timer", "");

        var root = await scene.KuPkgAsync("doctor");
        var anybody = await scene.Host.RunAsync(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "kupkg", "doctor", "--json"]);

        root.ExitCode.Should().Be(0, "{0}", root);
        root.Text.Should().StartWith("OK").And.Contain("dnf-automatic is enabled").And.Contain("systemctl disable --now dnf-automatic.timer").And.Contain("nothing wakes kupkg");
        anybody.ExitCode.Should().Be(0, "{0}", anybody);
        anybody.Text.Should().Contain("needs root");
        (await scene.KuPkgAsync("status")).Text.Should().Contain("dnf-automatic");
    }
}
