using KuPkg.Harness.Hosts;
using KuPkg.Hosts.Scenes.Foo;

namespace KuPkg.Hosts.Contracts;

/// <summary>A run that ends between its install and the proof of its services: the next one finishes it.</summary>
public sealed class UnfinishedTests
{
    [Fact]
    public async Task Kupkg_was_killed_and_the_next_run_puts_back_what_is_ill()
    {
        await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { Contract = new Dictionary<string, string> { ["check.within"] = "\"20s\"", ["on_failure"] = "[\"rollback\", \"hold\"]" } });

        await DieAfterInstallAsync(foo, foo.Installed with { Version = "2.0", Form = FooForm.NeverListens }, static host =>
        {
            host.Kill(host.Processes().First(static p => p.CommandLine.Contains("kupkg run --now", StringComparison.Ordinal)));
            return Task.CompletedTask;
        });
        var run = await foo.Scene.RunAsync();

        await foo.ShouldHavePutBackAsync(run);
    }

    [Fact]
    public async Task The_host_lost_its_power_and_the_next_run_proves_the_new_one()
    {
        await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { Contract = new Dictionary<string, string> { ["stable_for"] = "\"30s\"" } });

        await DieAfterInstallAsync(foo, foo.Installed with { Version = "2.0" }, static async host =>
        {
            await host.PowerCutAsync();
            await host.BootAsync();
        });
        foo.Scene.Host.Write(FooPackage.ContractFile, foo.Scene.Host.Read(FooPackage.ContractFile)!.Replace("\"30s\"", "\"3s\"", StringComparison.Ordinal));
        var run = await foo.Scene.RunAsync();

        FooScene.ShouldHaveEnded(run, 0, "updated", "healthy");
        FooScene.StepsOf(run).Should().Equal(["installed", "old-gone", "new-started", "healthy", "stable"], "{0}", run);
        run.Told.Should().Contain("the host was booted since");
        await foo.ShouldRunAloneAsync("foo ready 2.0", run);
    }

    private static async Task DieAfterInstallAsync(FooScene foo, FooPackage package, Func<BootedHost, Task> dieAsync)
    {
        await foo.Scene.OfferAsync(await package.BuildAsync());
        await using var run = await foo.Scene.StartRunAsync();
        var began = TimeProvider.System.GetTimestamp();
        while (!(await foo.Scene.KuPkgAsync("status")).Text.Contains("services", StringComparison.Ordinal) && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60))
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        run.HasExited.Should().BeFalse("it is at its services");
        await dieAsync(foo.Scene.Host);
    }
}
