using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Faults;

/// <summary>Scripts that never end: the script alone is ended, dpkg unwinds, the version is tried again, put back and held, the rest is updated.</summary>
public sealed class HangingScriptTests
{
    [Theory]
    [InlineData("sleeps for ever", Scripts.Hang)]
    [InlineData("is deaf to signals", Scripts.HangDeaf)]
    public async Task A_postinst_that_never_ends_is_put_back_and_held(string habit, string postinst)
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = postinst });

        var run = await scene.RunAsync();

        await scene.ShouldBeHeldAsync(run);
        run.Events("kill").Should().Contain(e => e.Contains("bad", StringComparison.Ordinal), "a postinst that {0}: {1}", habit, run);
        run.Events("verdict").Should().Contain(e => e.Contains("stalled", StringComparison.OrdinalIgnoreCase));
        scene.Host.Read("/etc/apt/preferences.d/kupkg").Should().Contain("bad").And.Contain("2.0").And.Contain("-1");
    }

    [Fact]
    public async Task A_preinst_that_never_ends_leaves_the_old_version_and_holds_the_new()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Preinst = Scripts.Hang });

        await scene.ShouldBeHeldAsync(await scene.RunAsync());
    }

    [Fact]
    public async Task An_old_prerm_that_never_ends_is_ended_and_the_new_version_goes_in()
    {
        // dpkg tries the new version's prerm when the old one's fails.
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Prerm = "exit 0" }, Pairs.Bad1 with { Prerm = Scripts.Hang });

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(0, "updated");
        run.Events("kill").Should().NotBeEmpty();
        await scene.ShouldBothBeAtTwoAsync(run);
    }

    [Fact]
    public async Task When_old_and_new_prerm_never_end_the_old_version_stays_and_the_new_is_held()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Prerm = Scripts.Hang }, Pairs.Bad1 with { Prerm = Scripts.Hang });

        await scene.ShouldBeHeldAsync(await scene.RunAsync());
    }

    [Fact]
    public async Task A_postinst_that_hangs_only_the_first_time_is_updated_and_not_held()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = Scripts.HangOnce });

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(0, "updated");
        run.Events("kill").Should().NotBeEmpty();
        await scene.ShouldBothBeAtTwoAsync(run);
    }
}
