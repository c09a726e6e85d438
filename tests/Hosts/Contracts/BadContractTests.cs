namespace KuPkg.Hosts.Contracts;

/// <summary>Contracts with mistakes: said when they are checked, with their place, and no reason to keep updates away.</summary>
public sealed class BadContractTests
{
    [Fact]
    public async Task What_is_not_on_the_host_is_said_with_its_place_and_a_bad_file_stops_no_run()
    {
        await using var foo = await FooScene.StartAsync();
        var scene = foo.Scene;
        scene.Host.Write("/etc/kupkg/contracts.d/bar.toml", """
            [service.bar]
            packages = ["good"]
            process  = { exe = "/usr/sbin/bard", user = "nobody-at-all" }
            unit     = "bar.service"

            [[service.bar.check]]
            exec = ["/usr/bin/bar-check"]

            [service.docker]
            packages = ["good"]
            process  = { exe = "/usr/bin/dpkg" }
            unit     = "dbus.service"
            """);

        var check = await scene.KuPkgAsync("config", "check");

        check.ExitCode.Should().Be(78, "{0}", check);
        foreach (var said in new[]
            {
                "bar.toml:3:20  service.bar: there is no /usr/sbin/bard on this host, although good is installed", "bar.toml:3:45  service.bar: there is no user nobody-at-all on this host",
                "bar.toml:4:12  service.bar: there is no unit bar.service on this host", "bar.toml:7:8  service.bar: there is no /usr/bin/bar-check on this host",
                "service.docker: KuPkg never restarts it, as everything on the host talks over it; only a reboot renews it; write restart = \"none\"",
            })
            check.Text.Should().Contain(said);

        scene.Host.Write("/etc/kupkg/contracts.d/bar.toml", "[service.bar]\npackages = []\n\n[[service.bar.check]]\ntcp = \"127.0.0.1:1\"\nbanner = \"(\"\n");
        (await scene.KuPkgAsync("config", "check")).Text.Should().Contain("bar.toml:2:12  service.bar names no packages").And.Contain("bar.toml:6:10  service.bar.check.banner: \"(\" is not a regular expression");
        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0" });
        FooScene.ShouldHaveEnded(run, 0, "updated", "healthy");
        run.Warnings.Should().Contain(static w => w.Contains("the contracts in /etc/kupkg/contracts.d/bar.toml do not count"));
    }
}
