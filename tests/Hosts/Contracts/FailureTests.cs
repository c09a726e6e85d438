using KuPkg.Hosts.Scenes.Foo;

namespace KuPkg.Hosts.Contracts;

/// <summary>A service under contract, whose new version is ill: what its contract says is done, in its order, and nothing else on the host waits for it.</summary>
public sealed class FailureTests
{
    [Theory]
    [InlineData(FooForm.NeverListens)]
    [InlineData(FooForm.NeverAnswers)]
    [InlineData(FooForm.WrongBanner)]
    [InlineData(FooForm.CrashesAtStart)]
    [InlineData(FooForm.Daemonizes)]
    public async Task It_is_restarted_then_put_back_and_held(FooForm ill)
    {
        await using var foo = await FooScene.StartAsync();

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", Form = ill });

        await foo.ShouldHavePutBackAsync(run);
        FooScene.StepsOf(run).Should().Contain(["failed", "remedy", "healthy", "stable"], "{0}", run);
    }

    [Fact]
    public async Task A_start_that_is_never_done_although_it_answers_is_put_back_too()
    {
        await using var foo = await FooScene.StartAsync();

        // Its postinst waits for that start for ten seconds.
        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", Form = FooForm.WritesAWrongPid }, "--set", "limits.install.quiet=30s");

        await foo.ShouldHavePutBackAsync(run);
    }

    [Fact]
    public async Task Who_answers_first_and_dies_after_ten_seconds_is_found_out_while_it_is_to_be_stable()
    {
        await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { Contract = new Dictionary<string, string> { ["stable_for"] = "\"15s\"", ["on_failure"] = "[\"rollback\", \"hold\"]" } });

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", Form = FooForm.CrashesAfterTenSeconds });

        await foo.ShouldHavePutBackAsync(run);
    }

    [Fact]
    public async Task Critical_a_person_decides_and_nothing_is_put_back()
    {
        await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { Contract = new Dictionary<string, string> { ["priority"] = "\"critical\"" } });

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", Form = FooForm.WrongBanner });

        FooScene.ShouldHaveEnded(run, 2, "needs-person", "ill");
        (await foo.Scene.StateOfAsync("foo")).Should().Be("2.0 ok installed", "{0}", run);
        run.StatusCode.Should().Be(2);
        await foo.ShouldHaveUpgradedTheOtherAsync(run);
    }

    [Fact]
    public async Task Ill_before_it_is_not_blamed_on_the_upgrade()
    {
        await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { Form = FooForm.WrongBanner });

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", Form = FooForm.WrongBanner });

        FooScene.ShouldHaveEnded(run, 0, "updated", "ill-before");
        (await foo.Scene.StateOfAsync("foo")).Should().Be("2.0 ok installed", "{0}", run);
        run.Warnings.Should().Contain(static w => w.Contains("foo is ill before the upgrade already"));
    }

    [Fact]
    public async Task Ill_before_it_blocks_its_own_upgrade_where_its_contract_says_so_and_no_other()
    {
        await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { Form = FooForm.WrongBanner, Contract = new Dictionary<string, string> { ["block_when_ill"] = "true" } });

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", Form = FooForm.WellBehaved });

        run.Result.ExitCode.Should().Be(0, "{0}", run);
        (await foo.Scene.StateOfAsync("foo")).Should().Be("1.0 ok installed", "{0}", run);
        run.Told.Should().Contain("foo is ill, and its contract says block_when_ill");
        await foo.ShouldHaveUpgradedTheOtherAsync(run);
    }

    [Fact]
    public async Task Without_a_contract_nothing_is_killed_or_put_back_and_a_person_is_told()
    {
        await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { HasContract = false, Form = FooForm.ChildHoldsThePort });

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", Form = FooForm.WellBehaved, UnitLines = ["KillMode=process"] });

        FooScene.ShouldHaveEnded(run, 2, "needs-person", "ill");
        (await foo.Scene.StateOfAsync("foo")).Should().Be("2.0 ok installed", "{0}", run);
        (await FooAnswers.BannerAsync(foo.Installed.Address)).Should().Be("foo ready 1.0", "the old child was not touched: {0}", run);
        run.Events("kill").Should().BeEmpty("{0}", run);
        run.Told.Should().Contain("left alone, as it has no written contract");
        await foo.ShouldHaveUpgradedTheOtherAsync(run);
    }

    [Fact]
    public async Task Without_a_contract_one_that_was_not_restarted_is_by_its_supervisor()
    {
        await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { HasContract = false });

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", IsRestartedByPostinst = false });

        FooScene.ShouldHaveEnded(run, 0, "updated", "healthy");
        await foo.ShouldRunAloneAsync("foo ready 2.0", run);
    }

    [Fact]
    public async Task Without_a_contract_and_with_services_restart_contracts_it_is_reported_with_the_command()
    {
        await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { HasContract = false });

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", IsRestartedByPostinst = false }, "--set", "services.restart=contracts");

        FooScene.ShouldHaveEnded(run, 0, "updated", "by-hand");
        await foo.ShouldRunAloneAsync("foo ready 1.0", run);
        run.State.Should().Be("attention");
        var told = (await foo.Scene.KuPkgAsync("status")).Text;
        told.Should().MatchRegex("restart +foo +.*runs code that was replaced: /usr/sbin/food").And.Contain("systemctl restart foo.service");

        await foo.Scene.Host.MustAsync("systemctl", "restart", "foo");
        var next = await foo.Scene.RunAsync();
        next.State.Should().Be("ok", "a person restarted it: {0}", next);
    }
}
