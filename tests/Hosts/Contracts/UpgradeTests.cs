using KuPkg.Hosts.Scenes.Foo;

namespace KuPkg.Hosts.Contracts;

/// <summary>A service under contract, whose new version is well: afterwards exactly it runs, whatever the old one and the package's scripts did.</summary>
public sealed class UpgradeTests
{
    // systemd itself would end what is left in the unit.
    private static readonly string[] LeavesChildren = ["KillMode=process"];

    [Fact]
    public async Task The_well_behaved_one_was_restarted_by_its_postinst_and_is_not_restarted_again()
    {
        await using var foo = await FooScene.StartAsync();

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0" });

        FooScene.ShouldHaveEnded(run, 0, "updated", "healthy");
        FooScene.StepsOf(run).Should().Equal(["before", "installed", "old-gone", "new-started", "healthy", "stable"], "{0}", run);
        await foo.ShouldRunAloneAsync("foo ready 2.0", run);
        (await foo.Scene.Host.MustAsync("systemctl", "show", "foo", "-p", "NRestarts", "--value")).Line.Should().Be("0");
    }

    [Fact]
    public async Task Not_restarted_at_all_it_is_restarted_once_by_its_contracts_way()
    {
        await using var foo = await FooScene.StartAsync();

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", IsRestartedByPostinst = false });

        FooScene.ShouldHaveEnded(run, 0, "updated", "healthy");
        FooScene.StepsOf(run).Should().Equal(["before", "installed", "restarting", "old-gone", "new-started", "healthy", "stable"], "{0}", run);
        await foo.ShouldRunAloneAsync("foo ready 2.0", run);
    }

    [Fact]
    public async Task One_that_a_person_stopped_stays_stopped()
    {
        await using var foo = await FooScene.StartAsync();
        await foo.Scene.Host.MustAsync("systemctl", "stop", "foo");

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", IsRestartedByPostinst = false });

        FooScene.ShouldHaveEnded(run, 0, "updated", "left-alone");
        foo.Food.Should().BeEmpty("{0}", run);
        run.State.Should().Be("ok", "stopped is not ill: {0}", run);
    }

    [Fact]
    public async Task A_critical_one_is_restarted_by_its_supervisor_and_nothing_of_it_is_killed()
    {
        await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { Form = FooForm.KeepsASession, Contract = new Dictionary<string, string> { ["priority"] = "\"critical\"" } });

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", Form = FooForm.WellBehaved, IsRestartedByPostinst = false, UnitLines = LeavesChildren });

        FooScene.ShouldHaveEnded(run, 0, "updated", "healthy");
        run.Events("kill").Should().BeEmpty("{0}", run);
        foo.Food.Should().HaveCount(2, "the old session lives on: {0}", run);
    }

    [Fact]
    public async Task By_its_supervisor_when_its_contract_says_so()
    {
        await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { Contract = new Dictionary<string, string> { ["restart"] = "\"supervisor\"" } });

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", IsRestartedByPostinst = false });

        FooScene.ShouldHaveEnded(run, 0, "updated", "healthy");
        run.Events("kill").Should().BeEmpty("{0}", run);
        await foo.ShouldRunAloneAsync("foo ready 2.0", run);
    }

    [Theory]
    [InlineData(FooForm.ChildHoldsThePort, true)]
    [InlineData(FooForm.ChildHoldsThePort, false)]
    [InlineData(FooForm.ChildOutsideTheUnit, true)]
    [InlineData(FooForm.KeepsASession, true)]
    [InlineData(FooForm.IgnoresSigterm, false)]
    [InlineData(FooForm.ForksAsItDies, false)]
    [InlineData(FooForm.FirstThreadEnds, false)]
    [InlineData(FooForm.LeavesZombies, false)]
    public async Task An_old_one_that_does_not_want_to_go_is_gone_afterwards(FooForm old, bool isRestartedByPostinst)
    {
        await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { Form = old });

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", Form = FooForm.WellBehaved, IsRestartedByPostinst = isRestartedByPostinst, UnitLines = LeavesChildren });

        FooScene.ShouldHaveEnded(run, 0, "updated", "healthy");
        await foo.ShouldRunAloneAsync("foo ready 2.0", run);
        foo.Food.Should().ContainSingle("{0}", run);
        await foo.ShouldHaveUpgradedTheOtherAsync(run);
    }

    [Fact]
    public async Task A_session_that_its_contract_wants_reported_lives_on_and_is_told()
    {
        await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { Form = FooForm.KeepsASession, Contract = new Dictionary<string, string> { ["strays"] = "\"report\"" } });

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", Form = FooForm.WellBehaved, UnitLines = LeavesChildren });

        FooScene.ShouldHaveEnded(run, 0, "updated", "healthy");
        foo.Food.Should().HaveCount(2, "{0}", run);
        run.Warnings.Should().ContainSingle().Which.Should().Contain("an old instance is left: food (pid");
    }

    [Fact]
    public async Task A_late_one_has_until_within()
    {
        await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { Contract = new Dictionary<string, string> { ["check.within"] = "\"25s\"" } });

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", Form = FooForm.StartsLate });

        FooScene.ShouldHaveEnded(run, 0, "updated", "healthy");
        FooScene.StepsOf(run).Should().NotContain("failed");
        await foo.ShouldRunAloneAsync("foo ready 2.0", run);
    }

    [Fact]
    public async Task Two_packages_of_one_service_restart_it_once()
    {
        var first = FooScene.With(new FooPackage("1.0") { Form = FooForm.ReadsFooData });
        await using var foo = await FooScene.StartAsync(first, FooPackage.Data("1.0"));

        await foo.Scene.OfferAsync(FooPackage.Data("2.0"));
        var run = await foo.UpgradeAsync(first with { Version = "2.0", IsRestartedByPostinst = false });

        FooScene.ShouldHaveEnded(run, 0, "updated", "healthy");
        FooScene.StepsOf(run).Should().ContainSingle(static s => s == "restarting", "{0}", run);
        await foo.ShouldRunAloneAsync("foo ready 2.0 data 2.0", run);
    }

    [Fact]
    public async Task New_data_alone_restarts_it_as_its_contract_names_the_package()
    {
        await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { Form = FooForm.ReadsFooData }, FooPackage.Data("1.0"));

        await foo.Scene.OfferAsync(FooPackage.Data("2.0"));
        var run = await foo.Scene.RunAsync();

        FooScene.ShouldHaveEnded(run, 0, "updated", "healthy");
        await foo.ShouldRunAloneAsync("foo ready 1.0 data 2.0", run);
    }

    [Fact]
    public async Task A_new_library_alone_restarts_it_as_it_maps_the_old_one()
    {
        await using var foo = await FooScene.StartAsync(
            new FooPackage("1.0") { IsLinkedToLibrary = true, Contract = new Dictionary<string, string> { ["packages"] = "[\"foo\"]" } }, await FooPackage.LibraryAsync("7.0"));

        await foo.Scene.OfferAsync(await FooPackage.LibraryAsync("8.0"));
        var run = await foo.Scene.RunAsync();

        FooScene.ShouldHaveEnded(run, 0, "updated", "healthy");
        FooScene.StepsOf(run).Should().ContainSingle(static s => s == "restarting", "{0}", run);
        await foo.ShouldRunAloneAsync("foo ready 8.0", run);
    }
}
