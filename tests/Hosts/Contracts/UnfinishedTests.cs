using KuPkg.Harness.Hosts;
using KuPkg.Hosts.Scenes.Foo;

namespace KuPkg.Hosts.Contracts;

/// <summary>A run that ends between its install and the proof of its services: a later one finishes it.</summary>
public sealed class UnfinishedTests
{
    private const string Deaf = "/root/systemd-is-deaf";

    // Works as ever but for the question that tells how services are.
    private static readonly string DeafSystemctl = $"#!/bin/sh\nif [ \"$1\" = show ] && [ -e {Deaf} ]; then echo 'Failed to connect to bus' >&2; exit 1; fi\nexec /usr/bin/systemctl.real \"$@\"\n";

    [Fact]
    public async Task Kupkg_was_killed_and_the_next_run_puts_back_what_is_ill()
    {
        await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { Contract = new Dictionary<string, string> { ["check.within"] = "\"20s\"", ["on_failure"] = "[\"rollback\", \"hold\"]" } });

        await DieAfterInstallAsync(foo, foo.Installed with { Version = "2.0", Form = FooForm.NeverListens }, KillRunAsync);
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

    [Fact]
    public async Task The_next_run_came_to_nothing_and_the_one_after_it_proves_the_new_one()
    {
        await using var foo = await FooScene.StartAsync();
        await DieAfterInstallAsync(foo, foo.Installed with { Version = "2.0", Contract = new Dictionary<string, string>(foo.Installed.Contract) { ["stable_for"] = "\"30s\"" } }, KillRunAsync);
        foo.Scene.Host.Write(FooPackage.ContractFile, foo.Scene.Host.Read(FooPackage.ContractFile)!.Replace("\"30s\"", "\"3s\"", StringComparison.Ordinal));

        await using (foo.Scene.Host.Start(["python3", "-c", "import fcntl\nf = open('/var/lib/dpkg/lock-frontend', 'w')\nfcntl.lockf(f, fcntl.LOCK_EX)\nopen('/root/locked', 'w')\nwhile True: sum(range(10**6))"]))
        {
            await BootedHost.UntilAsync(() => foo.Scene.Host.Read("/root/locked") is not null, TimeSpan.FromSeconds(60), "the lock is held by who works");
            (await foo.Scene.RunAsync("--set", "locks.wait=1s")).Outcome.Should().Be("deferred");
        }

        var run = await foo.Scene.RunAsync();

        FooScene.ShouldHaveEnded(run, 0, "updated", "healthy");
        FooScene.StepsOf(run).Should().ContainInOrder("installed", "healthy", "stable");
        (await foo.Scene.RunAsync()).Report.GetProperty("services").EnumerateArray().Should().BeEmpty("what is proven is not proven again");
    }

    [Fact]
    public async Task Systemd_did_not_answer_and_the_next_run_proves_the_new_one()
    {
        await using var foo = await FooScene.StartAsync(new FooPackage("1.0") { Contract = new Dictionary<string, string> { ["on_failure"] = "[\"rollback\", \"hold\"]" } });
        await foo.Scene.Host.MustAsync("mv", "/usr/bin/systemctl", "/usr/bin/systemctl.real");
        foo.Scene.Host.Write("/usr/bin/systemctl", DeafSystemctl, (UnixFileMode)0b111_101_101);

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", Postinst = $"touch {Deaf}" });

        FooScene.ShouldHaveEnded(run, 1, "partly-updated", "");
        run.Warnings.Should().Contain(static w => w.StartsWith("foo is not proven new and healthy", StringComparison.Ordinal) && w.Contains("Failed to connect to bus", StringComparison.Ordinal), "{0}", run);
        run.Held.Should().BeEmpty("nothing is known against it");
        (await foo.Scene.StateOfAsync("foo")).Should().Be("2.0 ok installed", "{0}", run);
        await foo.ShouldHaveUpgradedTheOtherAsync(run);

        await foo.Scene.Host.MustAsync("rm", Deaf);
        var next = await foo.Scene.RunAsync();

        FooScene.ShouldHaveEnded(next, 0, "up-to-date", "healthy");
        next.Report.GetProperty("packages").EnumerateArray().Should().BeEmpty("the run before has told of them");
        await foo.ShouldRunAloneAsync("foo ready 2.0", next);
    }

    private static Task KillRunAsync(BootedHost host)
    {
        host.Kill(host.Processes().First(static p => p.CommandLine.Contains("kupkg run --now", StringComparison.Ordinal)));
        return Task.CompletedTask;
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
