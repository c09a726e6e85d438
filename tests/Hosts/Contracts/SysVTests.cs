using KuPkg.Harness.Hosts;
using KuPkg.Hosts.Scenes;
using KuPkg.Hosts.Scenes.Foo;

namespace KuPkg.Hosts.Contracts;

/// <summary>A service that an init script starts, on a host whose init is not systemd.</summary>
public sealed class SysVTests
{
    [Fact]
    public async Task Its_script_restarts_it_once_and_exactly_the_new_one_runs()
    {
        await using var scene = await Scene.StartAsync(new HostOptions { WithSystemd = false });
        var (host, address) = (scene.Host, new FooPackage("1.0").Address);
        host.Write(FooPackage.Conf, $"ADDRESS={address}\n");
        host.Write("/etc/kupkg/contracts.d/foo.toml", $$"""
            [service.foo]
            packages   = ["foo"]
            process    = { exe = "/usr/sbin/food", user = "foo" }
            supervisor = "sysv"
            unit       = "foo"
            strays     = "kill"
            stop_within = "5s"
            stable_for = "3s"
            on_failure = ["kill", "restart", "rollback", "hold", "page"]

            [[service.foo.check]]
            tcp    = "{{address}}:7000"
            banner = "^foo ready"
            within = "10s"
            """);
        File.Copy(FooExample.Package, host.InHost("/root/foo.deb"));
        await host.ShellAsync("useradd --system foo; dpkg --force-confold -i /root/foo.deb; /etc/init.d/foo start");
        await FooHost.ShouldSayAsync(address, "foo ready 1.0");
        // As on hosts whose administrator lets no package start or stop anything.
        await host.ShellAsync("printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d");
        var old = host.Processes().Single(static p => p.Name == "food");
        await scene.Repository.AddFilesAsync(await NewerDeb.OfAsync(FooExample.Package));

        var run = await scene.RunAsync();

        FooScene.ShouldHaveEnded(run, 0, "updated", "healthy");
        FooScene.StepsOf(run).Should().Equal(["before", "installed", "restarting", "old-gone", "new-started", "healthy", "stable"], "{0}", run);
        host.Processes().Where(static p => p.Name == "food").Should().ContainSingle("{0}", run).Which.Pid.Should().NotBe(old.Pid);
        (await FooAnswers.BannerAsync(address)).Should().Be("foo ready 1.0");
    }
}
