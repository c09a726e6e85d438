using System.Text.Json;
using KuPkg.Harness.Packages;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Faults;

/// <summary>Putting back and holding over several packages and several runs.</summary>
public sealed class HoldTests
{
    [Fact]
    public async Task What_needs_the_new_version_of_a_bad_package_goes_back_with_it()
    {
        var app1 = new DebianPackage("app", "1.0") { Depends = "bad" };
        await using var scene = await Scene.StartAsync();
        await scene.HaveAsync(Pairs.Bad1, app1, Pairs.Good1);
        await scene.OfferAsync(Pairs.Good2, Pairs.Bad2 with { Postinst = Scripts.Hang }, app1 with { Version = "2.0", Depends = "bad (>= 2.0)" });

        var run = await scene.RunAsync();

        await scene.ShouldBeHeldAsync(run);
        (await scene.StateOfAsync("app")).Should().Be("1.0 ok installed", "{0}", run);
        run.Fate("app").Should().BeOneOf("put-back", "untouched");
    }

    [Fact]
    public async Task A_new_dependency_that_hangs_is_taken_off_again_and_what_wants_it_stays_as_it_was()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Depends = "fresh" });
        await scene.OfferAsync(new DebianPackage("fresh", "1.0") { Postinst = Scripts.Hang });

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(1, "partly-updated");
        (await scene.StateOfAsync("bad")).Should().Be("1.0 ok installed", "{0}", run);
        (await scene.StateOfAsync("good")).Should().Be("2.0 ok installed", "{0}", run);
        (await scene.StateOfAsync("fresh")).Should().NotContain("installed", "{0}", run);
        run.Held.Should().Contain("fresh 1.0");
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_person_who_releases_a_hold_lets_the_version_be_tried_again()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = Scripts.HangWhenTold });
        scene.Host.Write("/run/hang", "");
        await scene.ShouldBeHeldAsync(await scene.RunAsync());
        File.Delete(scene.Host.InHost("/run/hang"));

        (await scene.KuPkgAsync("unhold", "good")).ExitCode.Should().Be(64, "it is not held");
        (await scene.KuPkgAsync("unhold", "bad", "3.0")).ExitCode.Should().Be(64, "another version is held");
        var unhold = await scene.KuPkgAsync("unhold", "bad");

        unhold.ExitCode.Should().Be(0, "{0}", unhold);
        scene.Host.Read("/etc/apt/preferences.d/kupkg").Should().BeNull();
        await scene.ShouldBeUpdatedAsync(await scene.RunAsync());
    }

    [Fact]
    public async Task A_person_holds_the_version_that_would_come_for_a_time_and_then_it_comes_by_itself()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        (await scene.KuPkgAsync("hold", "bad")).ExitCode.Should().Be(64, "no newer version is known before the first refresh");
        (await scene.KuPkgAsync("hold", "nosuch", "1.0")).ExitCode.Should().Be(64);
        (await scene.KuPkgAsync("hold", "bad", "--until", "yesterday")).ExitCode.Should().Be(64);
        (await scene.Host.RunAsync(["runuser", "-u", "nobody", "--", "kupkg", "hold", "bad", "2.0"])).ExitCode.Should().Be(77);
        await scene.Host.MustAsync("apt-get", "-q", "update");

        var hold = await scene.KuPkgAsync("hold", "bad", "--until", "20s", "--why", "the meeting is not over", "--json");

        hold.ExitCode.Should().Be(0, "{0}", hold);
        using var said = JsonDocument.Parse(hold.Text);
        said.RootElement.GetProperty("version").GetString().Should().Be("2.0");
        var until = said.RootElement.GetProperty("until").GetDateTimeOffset();
        scene.Host.Read("/etc/apt/preferences.d/kupkg").Should().Contain("the meeting is not over (by hand").And.Contain("until").And.Contain("Pin: version 2.0");
        (await scene.KuPkgAsync("status")).Text.Should().Contain("the meeting is not over (by a person). Held until").And.Contain("kupkg unhold bad");
        var held = await scene.RunAsync();
        held.ShouldHaveEnded(0, "updated");
        (await scene.StateOfAsync("bad")).Should().Be("1.0 ok installed", "{0}", held);
        held.Held.Should().Equal("bad 2.0");

        var left = until - TimeProvider.System.GetUtcNow();
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, TimeProvider.System);
        var after = await scene.RunAsync();
        after.ShouldHaveEnded(0, "updated");
        await scene.ShouldBothBeAtTwoAsync(after);
        scene.Host.Read("/etc/apt/preferences.d/kupkg").Should().BeNull();
    }

    [Fact]
    public async Task The_old_content_is_built_as_a_higher_version_and_hosts_that_hold_the_bad_one_go_forward_to_it()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "exit 7" });
        await scene.Repository.RemoveAsync(Pairs.Bad1);
        await scene.ShouldBeHeldAsync(await scene.RunAsync());
        (await scene.Host.RunAsync(["runuser", "-u", "nobody", "--", "kupkg", "rollback", "bad", "--to", "0.9", "--output", "/tmp"])).ExitCode.Should().Be(77, "what is kept aside is root's");
        (await scene.KuPkgAsync("rollback", "bad", "--output", "/nowhere")).ExitCode.Should().Be(64);

        var built = await scene.KuPkgAsync("rollback", "bad", "--output", "/root", "--json");

        built.ExitCode.Should().Be(0, "{0}", built);
        const string file = "/root/bad_2.0A~really1.0_all.deb";
        built.Text.Should().Contain(file).And.Contain("rebuilt");
        await scene.Repository.AddFilesAsync(scene.Host.InHost(file));
        var run = await scene.RunAsync();
        run.ShouldHaveEnded(0, "updated");
        (await scene.StateOfAsync("bad")).Should().Be("2.0A~really1.0 ok installed", "{0}", run);
        scene.Host.Read("/usr/share/bad/v").Should().Be("1");
        run.Held.Should().BeEmpty();
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_known_hold_is_quiet_and_the_next_version_ends_it()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = Scripts.Hang });
        await scene.ShouldBeHeldAsync(await scene.RunAsync());

        var again = await scene.RunAsync();
        again.ShouldHaveEnded(0, "up-to-date");
        again.Held.Should().Equal("bad 2.0");
        (again.State, again.StatusCode).Should().Be(("attention", 1));
        again.Result.Took.Should().BeLessThan(TimeSpan.FromSeconds(6), "a held version is not tried again");

        await scene.OfferAsync(Pairs.Bad2 with { Version = "2.1" });
        var next = await scene.RunAsync();
        next.ShouldHaveEnded(0, "updated");
        (await scene.StateOfAsync("bad")).Should().Be("2.1 ok installed", "{0}", next);
        next.Held.Should().BeEmpty();
        (next.State, next.StatusCode).Should().Be(("ok", 0));
        (scene.Host.Read("/etc/apt/preferences.d/kupkg") ?? "").Should().NotContain("2.0");
        await scene.ShouldBeCleanAsync();
    }
}
