using KuPkg.Harness.Packages;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Faults;

/// <summary>Hangs that belong to no package of the plan.</summary>
public sealed class HookAndTriggerTests
{
    [Fact]
    public async Task A_trigger_that_never_ends_is_ended_and_its_package_configured_again()
    {
        // The trigger's owner is not upgraded at all: good's new file wakes it.
        var owner = new DebianPackage("owner", "1.0") { Triggers = "interest /usr/share/good", Postinst = "if [ \"$1\" = triggered ]; then sleep 100000; fi" };
        await using var scene = await Scene.StartAsync();
        await scene.HaveAsync(owner with { Postinst = "exit 0" }, Pairs.Good1);
        scene.Host.Write("/var/lib/dpkg/info/owner.postinst", $"#!/bin/sh\n{owner.Postinst}\n", (UnixFileMode)0b111_101_101);
        await scene.OfferAsync(Pairs.Good2);

        var run = await scene.RunAsync();

        run.LeftOver.Should().BeEmpty("{0}", run);
        run.Result.ExitCode.Should().BeOneOf([0, 1], "{0}", run);
        run.Events("kill").Should().NotBeEmpty();
        (await scene.StateOfAsync("good")).Should().Be("2.0 ok installed");
        (await scene.StateOfAsync("owner")).Should().Be("1.0 ok installed");
        run.Held.Should().BeEmpty("good did nothing wrong: {0}", run);
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_hook_of_apt_that_never_ends_is_ended_and_named_and_all_is_updated()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        scene.Host.Write("/etc/apt/apt.conf.d/99hook", "DPkg::Post-Invoke { \"sleep 27182\"; };\n");

        var run = await scene.RunAsync();

        run.LeftOver.Should().BeEmpty("{0}", run);
        run.Result.ExitCode.Should().Be(1, "a hook that newly hung is something to look at: {0}", run);
        run.Events("kill").Should().Contain(e => e.Contains("sleep 27182", StringComparison.Ordinal));
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed", "{0}", run);
        (await scene.StateOfAsync("good")).Should().Be("2.0 ok installed", "{0}", run);
        run.Held.Should().BeEmpty();
        run.Warnings.Should().Contain(w => w.Contains("hook", StringComparison.OrdinalIgnoreCase) || w.Contains("Post-Invoke", StringComparison.Ordinal));
        scene.Host.Write("/etc/apt/apt.conf.d/99hook", "");
        await scene.ShouldBeCleanAsync();
    }
}
