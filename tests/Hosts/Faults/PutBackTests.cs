using KuPkg.Harness.Hosts;
using KuPkg.Harness.Packages;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Faults;

/// <summary>Outgoing versions that are kept aside and put back: alone and with what belongs to them, from a repository and from nothing but the installed files.</summary>
public sealed class PutBackTests
{
    [Fact]
    public async Task A_postinst_that_always_fails_is_put_back_and_held()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "echo no >&2; exit 7" });

        var run = await scene.RunAsync();

        await scene.ShouldBeHeldAsync(run);
        run.Events("put-back").Should().ContainSingle().Which.Should().Contain("\"isSuccess\": true");
        $"{run.Status.GetProperty("putBacks")}".Should().MatchRegex("\"done\": *1,\\s*\"failed\": *0");
    }

    [Fact]
    public async Task A_prerm_of_the_new_version_that_hangs_while_it_is_put_back_does_not_keep_the_old_one_out()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = Scripts.Hang, Prerm = Scripts.Hang });

        await scene.ShouldBeHeldAsync(await scene.RunAsync());
    }

    [Fact]
    public async Task A_prerm_of_the_new_version_that_fails_while_it_is_put_back_does_not_keep_the_old_one_out()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "exit 7", Prerm = "exit 9" });

        await scene.ShouldBeHeldAsync(await scene.RunAsync());
    }

    [Fact]
    public async Task Siblings_that_need_each_other_in_one_version_go_back_together()
    {
        static DebianPackage Sibling(string name, string version, string depends) =>
            new(name, version) { MoreFields = "Source: suite", Depends = depends };
        await using var scene = await Scene.StartAsync();
        await scene.HaveAsync(Pairs.Good1, Sibling("suite-data", "1.0", ""), Sibling("suite-bin", "1.0", "suite-data (= 1.0)"), Sibling("suite-doc", "1.0", ""));
        await scene.OfferAsync(
            Pairs.Good2, Sibling("suite-data", "2.0", "") with { Postinst = Scripts.Hang }, Sibling("suite-bin", "2.0", "suite-data (= 2.0)"), Sibling("suite-doc", "2.0", ""));

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(1, "partly-updated");
        foreach (var name in (string[])["suite-data", "suite-bin", "suite-doc"])
            (await scene.StateOfAsync(name)).Should().Be("1.0 ok installed", "{0}", run);
        (await scene.StateOfAsync("good")).Should().Be("2.0 ok installed", "{0}", run);
        run.Held.Should().Equal("suite-bin 2.0", "suite-data 2.0", "suite-doc 2.0");
        await scene.ShouldBeCleanAsync();

        (await scene.KuPkgAsync("unhold", "suite-data")).ExitCode.Should().Be(0);
        scene.Host.Read("/etc/apt/preferences.d/kupkg").Should().BeNull("siblings are released together");
    }

    [Fact]
    public async Task Both_architectures_of_a_package_go_back_together()
    {
        static DebianPackage Of(string architecture, string version) => new("both", version)
        {
            Architecture = architecture, MoreFields = "Multi-Arch: same",
            Files = new Dictionary<string, string> { ["/usr/share/both/v"] = version, [$"/usr/lib/both-{architecture}"] = version },
            Conffiles = new Dictionary<string, string> { ["/etc/both.conf"] = version },
        };
        await using var scene = await Scene.StartAsync();
        await scene.Host.MustAsync("dpkg", "--add-architecture", "i386");
        await scene.HaveAsync(Pairs.Good1, Of("amd64", "1.0"), Of("i386", "1.0"));
        await scene.Repository.RemoveAsync(Of("i386", "1.0"));
        await scene.OfferAsync(Pairs.Good2, Of("amd64", "2.0"), Of("i386", "2.0") with { Postinst = "exit 7" });
        scene.Host.Write("/etc/both.conf", "mine");

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(1, "partly-updated");
        (await scene.StateOfAsync("both:amd64")).Should().Be("1.0 ok installed", "{0}", run);
        (await scene.StateOfAsync("both:i386")).Should().Be("1.0 ok installed", "{0}", run);
        scene.Host.Read("/usr/share/both/v").Should().Be("1.0");
        scene.Host.Read("/etc/both.conf").Should().Be("mine");
        run.Events("aside").Should().ContainSingle().Which.Should().Contain("rebuilt").And.Contain("fetched");
        run.Held.Should().Contain("both 2.0");
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_version_that_no_repository_has_is_rebuilt_and_put_back_and_the_edit_of_a_conffile_outlives_it_all()
    {
        static DebianPackage Version(DebianPackage bad, string shipped) => bad with { Conffiles = new Dictionary<string, string> { ["/etc/bad.conf"] = shipped } };
        await using var scene = await Pairs.OfferedAsync(Version(Pairs.Bad2, "two") with { Postinst = "exit 7" }, Version(Pairs.Bad1, "one"));
        await scene.Repository.RemoveAsync(Pairs.Bad1);
        scene.Host.Write("/etc/bad.conf", "mine");

        var run = await scene.RunAsync();

        await scene.ShouldBeHeldAsync(run);
        run.Events("aside").Should().ContainSingle().Which.Should().Contain("rebuilt").And.Contain("/etc/bad.conf: changed here and left out");
        scene.Host.Read("/etc/bad.conf").Should().Be("mine");

        await scene.OfferAsync(Version(Pairs.Bad2 with { Version = "3.0" }, "three"));
        var next = await scene.RunAsync();
        next.ShouldHaveEnded(0, "updated");
        (await scene.StateOfAsync("bad")).Should().Be("3.0 ok installed", "{0}", next);
        scene.Host.Read("/etc/bad.conf").Should().Be("mine");
        next.Held.Should().BeEmpty();
    }

    [Fact]
    public async Task No_room_to_keep_the_old_version_is_told_and_stops_no_update()
    {
        await using var scene = await Scene.StartAsync(new HostOptions { SmallFileSystems = new Dictionary<string, long> { ["/var/lib/kupkg/aside"] = 1 << 20 } });
        await scene.HaveAsync(Pairs.Good1, Pairs.Bad1 with { Ballast = ("/usr/share/bad/ballast", 4 << 20) });
        await scene.Repository.RemoveAsync(Pairs.Bad1);
        await scene.OfferAsync(Pairs.Good2, Pairs.Bad2);

        var run = await scene.RunAsync();

        await scene.ShouldBeUpdatedAsync(run);
        run.Events("aside").Should().ContainSingle().Which.Should().Contain("not-restorable").And.Contain("it could not be rebuilt");
    }

    [Fact]
    public async Task A_bad_version_is_tried_twice_in_four_runs_and_the_fixed_one_comes_by_itself()
    {
        const string counts = "echo x >> /root/tries; exit 7";
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = counts });

        for (var i = 0; i < 4; i++)
            await scene.RunAsync("--full");

        scene.Host.Read("/root/tries").Should().Be("x\nx\n", "at most two tries");
        (await scene.StateOfAsync("bad")).Should().Be("1.0 ok installed");
        await scene.OfferAsync(Pairs.Bad2 with { Version = "2.1" });
        var next = await scene.RunAsync();
        next.ShouldHaveEnded(0, "updated");
        (await scene.StateOfAsync("bad")).Should().Be("2.1 ok installed", "{0}", next);
        next.Held.Should().BeEmpty();
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task On_a_critical_host_nothing_is_put_back_and_a_person_is_asked()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "exit 7" });

        var run = await scene.RunAsync("--set", "priority=critical");

        run.ShouldHaveEnded(2, "needs-person");
        run.Events("put-back").Should().BeEmpty();
        (await scene.StateOfAsync("bad")).Should().StartWith("2.0 ");
        (run.State, run.StatusCode).Should().Be(("needs-you", 2));
    }
}
