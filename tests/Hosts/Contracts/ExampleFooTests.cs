using KuPkg.Harness.Commands;
using KuPkg.Hosts.Scenes;
using KuPkg.Hosts.Scenes.Foo;

namespace KuPkg.Hosts.Contracts;

/// <summary>The worked example of docs/contract.md as an operator would build and install it.</summary>
public sealed class ExampleFooTests
{
    [Fact]
    public Task Lintian_has_nothing_against_it_that_is_not_justified() => Lintian.ShouldHaveNothingAgainstAsync(FooExample.Package);

    [Fact]
    public async Task It_brings_a_starter_for_each_init_its_line_for_cron_and_its_contract()
    {
        var files = (await Command.MustAsync("dpkg-deb", "--contents", FooExample.Package)).Text;

        foreach (var file in new[]
            { "/usr/sbin/food", "/usr/lib/foo/run", "/lib/systemd/system/foo.service", "/etc/init.d/foo", "/etc/init/foo.conf", "/etc/cron.d/foo", "/usr/lib/kupkg/contracts.d/foo.toml" })
            files.Should().Contain($" .{file}\n");
    }

    [Fact]
    public async Task Installed_it_answers_upgraded_the_new_one_does_and_removed_nothing_is_left()
    {
        var address = new FooPackage("1.0").Address;
        var foo = new FooHost();
        await foo.InitializeAsync();
        try
        {
            foo.Host.Write(FooPackage.Conf, $"ADDRESS={address}\n");

            await foo.InstallFileAsync(FooExample.Package);
            await FooHost.ShouldSayAsync(address, "foo ready 1.0");
            var first = foo.Food.Single();
            var verify = await foo.Host.RunAsync(["systemd-analyze", "verify", "--man=no", FooPackage.Unit]);
            (verify.ExitCode, verify.ErrorText).Should().Be((0, ""), "{0}", verify);
            await foo.InstallFileAsync(FooExample.Package);
            await FooHost.ShouldSayAsync(address, "foo ready 1.0");
            foo.Food.Should().ContainSingle().Which.Pid.Should().NotBe(first.Pid, "debhelper's scripts restart it");

            await foo.Host.MustAsync("/etc/init.d/foo", "status");
            await foo.Host.MustAsync("dpkg", "--remove", "foo");
            foo.Food.Should().BeEmpty();
        }
        finally
        {
            await foo.DisposeAsync();
        }
    }

    [Fact]
    public async Task Its_init_script_starts_and_ends_it_without_a_pid_file_also_when_the_file_was_replaced()
    {
        var address = new FooPackage("1.0").Address;
        var foo = new FooHost();
        await foo.InitializeAsync();
        try
        {
            foo.Host.Write(FooPackage.Conf, $"ADDRESS={address}\n");
            await foo.InstallFileAsync(FooExample.Package);
            await foo.SystemctlAsync("stop");
            // As where systemd is not init: the script does it itself.
            string[] script = ["env", "SYSTEMCTL_SKIP_REDIRECT=1", "/etc/init.d/foo"];

            await foo.Host.MustAsync([.. script, "start"]);
            await FooHost.ShouldSayAsync(address, "foo ready 1.0");
            (await foo.Host.RunAsync([.. script, "start"])).ExitCode.Should().Be(0);
            foo.Food.Should().ContainSingle("it is found by its executable");

            await foo.Host.ShellAsync("cp /usr/sbin/food /usr/sbin/food.new && mv /usr/sbin/food.new /usr/sbin/food");
            await foo.Host.MustAsync([.. script, "stop"]);
            foo.Food.Should().BeEmpty();
            (await foo.Host.RunAsync([.. script, "status"])).ExitCode.Should().Be(3);
        }
        finally
        {
            await foo.DisposeAsync();
        }
    }
}
